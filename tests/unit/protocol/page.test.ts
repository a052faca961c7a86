import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pageOf } from '../../../main/protocol/page.ts';

const lists = ['tools', 'prompts', 'resources', 'resourceTemplates'] as const;

/** Every page, one after the other. */
function pagesOf<Item>(items: readonly Item[], size: number, list: string): (readonly Item[])[] {
  const pages: (readonly Item[])[] = [];
  let cursor: string | null | undefined;
  do {
    const page = pageOf(items, cursor ?? undefined, size, list);
    pages.push(page.items);
    cursor = page.nextCursor;
  } while (cursor !== null);
  return pages;
}

describe('a list in pages', () => {
  it('gives every item once and in order, and no page more than it may', () => {
    fc.assert(
      fc.property(
        fc.array(fc.jsonValue(), { maxLength: 60 }),
        fc.integer({ min: 1, max: 20 }),
        fc.constantFrom(...lists),
        (items, size, list) => {
          const pages = pagesOf(items, size, list);
          expect(pages.flat()).toEqual(items);
          for (const page of pages) expect(page.length).toBeLessThanOrEqual(size);
        },
      ),
    );
  });

  it('ends a page early where its items are huge, and still comes to its end', () => {
    const items = Array.from({ length: 12 }, (_, index) => ({ index, text: 'x'.repeat(1_000_000) }));
    const pages = pagesOf([...items, { index: 12, text: 'y'.repeat(9_000_000) }], 250, 'tools');
    expect(pages.map((page) => page.length)).toEqual([4, 4, 4, 1]);
  });

  it('takes no cursor of another list', () => {
    const items = Array.from({ length: 30 }, (_, index) => index);
    fc.assert(
      fc.property(fc.constantFrom(...lists), fc.constantFrom(...lists), fc.integer({ min: 1, max: 29 }), (list, other, size) => {
        fc.pre(list !== other);
        const { nextCursor } = pageOf(items, undefined, size, list);
        expect(() => pageOf(items, nextCursor, size, other)).toThrow(expect.objectContaining({ code: -32602 }));
      }),
    );
  });

  it('takes no cursor that it never gave', () => {
    const given = new Set(Array.from({ length: 30 }, (_, index) => Buffer.from(`tools:${index + 1}`).toString('base64url')));
    const almost = fc.string().map((text) => Buffer.from(`tools:${text}`).toString('base64url'));
    fc.assert(
      fc.property(
        fc.oneof(fc.anything(), fc.string(), almost, fc.constantFrom('', 'dG9vbHM6MQ==', 'dG9vbHM6MDE', 'dG9vbHM6LTE', 'dG9vbHM6OTk')),
        (cursor) => {
          fc.pre(cursor !== undefined && !given.has(cursor as string));
          expect(() => pageOf([...given], cursor, 10, 'tools')).toThrow(expect.objectContaining({ code: -32602 }));
        },
      ),
    );
  });
});
