import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { project, readProjection } from '../../../main/facade/project.ts';
import type { JsonObject, JsonValue } from '../../../main/wire/frame.ts';

const issues = {
  total: 3,
  items: [{ id: 1, user: { login: 'a', bio: 'x' }, labels: ['p', 'q', 'r'] }, { id: 2, user: { login: 'b' } }, { id: 3 }],
  'dotted.key': 7,
};

function text(value: JsonValue): JsonObject {
  return { type: 'text', text: typeof value === 'string' ? value : JSON.stringify(value) };
}

function projected(result: JsonObject, given: { fields?: string[]; maxItems?: number }): JsonObject {
  return project(result, { fields: given.fields ?? null, maxItems: given.maxItems ?? null });
}

/** The structured content, and every text; JSON texts as values. */
function partsOf(result: JsonObject): { structured: JsonValue | undefined; texts: unknown[] } {
  const blocks = result['content'] as { text: string }[];
  return {
    structured: result['structuredContent'],
    texts: blocks.map((block) => (block.text.startsWith('{') || block.text.startsWith('[') ? JSON.parse(block.text) : block.text)),
  };
}

describe('a projection of a result', () => {
  it('keeps the fields that were asked for, through lists, with all that is in them', () => {
    const { structured, texts } = partsOf(
      projected({ content: [], structuredContent: issues }, { fields: ['total', 'items.user.login', 'dotted.key'] }),
    );
    expect(structured).toEqual({ total: 3, items: [{ user: { login: 'a' } }, { user: { login: 'b' } }, {}], 'dotted.key': 7 });
    expect(texts).toEqual([]);
  });

  it('caps every list and says how many were cut', () => {
    const { structured, texts } = partsOf(projected({ content: [], structuredContent: issues }, { maxItems: 1 }));
    expect(structured).toEqual({ ...issues, items: [{ ...issues.items[0], labels: ['p'] }] });
    expect(texts).toEqual(['Projection: items: 1 of 3 items shown; items.labels: 1 of 3 items shown.']);
  });

  it('can empty lists', () => {
    expect(partsOf(projected({ content: [text([1, 2])] }, { maxItems: 0 })).texts).toEqual([
      [],
      'Projection: the list: 0 of 2 items shown.',
    ]);
  });

  it('says which fields are not there and which are, instead of an empty answer', () => {
    const { structured, texts } = partsOf(projected({ content: [], structuredContent: issues }, { fields: ['items.title', 'id'] }));
    expect(structured).toEqual({});
    expect(texts).toEqual(['Projection: items.title: not in the result; id: not in the result; there is total, items, dotted.key.']);
  });

  it('projects every text that is JSON, and leaves other text and pictures alone', () => {
    const picture = { type: 'image', data: 'AAAA', mimeType: 'image/png' };
    const result = { content: [text([{ a: 1, b: 2 }]), text('{not json'), text('plain'), picture, text('5')] };
    expect(projected(result, { fields: ['a'] })['content']).toEqual([
      text([{ a: 1 }]),
      text('{not json'),
      text('plain'),
      picture,
      text('5'),
    ]);
  });

  it('carries content once: a text that repeats the structured content becomes a note', () => {
    const { structured, texts } = partsOf(
      projected({ content: [text(issues), text('Done.')], structuredContent: issues }, { fields: ['total'] }),
    );
    expect(structured).toEqual({ total: 3 });
    expect(texts).toEqual(['The result is in structuredContent.', 'Done.']);
  });

  it('counts a field as there when any part of the result has it', () => {
    const { texts } = partsOf(projected({ content: [text({ a: 1 }), text({ b: 2 })] }, { fields: ['a', 'b'] }));
    expect(texts).toEqual([{ a: 1 }, { b: 2 }]);
  });

  it('leaves an error as it is', () => {
    const failure = { isError: true, content: [text({ a: 1 })] };
    expect(projected(failure, { fields: ['b'] })).toBe(failure);
  });

  it('keeps what it does not know, and annotations of blocks', () => {
    const result = { content: [{ ...text({ a: 1, b: 2 }), annotations: { audience: ['user'] } }], _meta: { trace: 1 }, future: true };
    expect(projected(result, { fields: ['a'] })).toEqual({
      content: [{ ...text({ a: 1 }), annotations: { audience: ['user'] } }],
      _meta: { trace: 1 },
      future: true,
    });
  });

  it('takes __proto__ for a field like any other', () => {
    const value = JSON.parse('{"__proto__":{"polluted":1},"a":2}') as JsonObject;
    const { structuredContent } = projected({ content: [], structuredContent: value }, { fields: ['__proto__.polluted'] }) as {
      structuredContent: object;
    };
    expect(JSON.stringify(structuredContent)).toBe('{"__proto__":{"polluted":1}}');
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });

  it('never changes its source, for any JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.array(fc.string({ minLength: 1 })), fc.nat(3), (value, fields, maxItems) => {
        const result = { content: [text(JSON.stringify(value))], structuredContent: { value: value as JsonValue } };
        const before = structuredClone(result);
        project(result, { fields, maxItems });
        expect(result).toEqual(before);
      }),
    );
  });
});

describe('asking for a projection', () => {
  it('is optional', () => {
    expect(readProjection({ name: 'a.b', arguments: {} })).toBeNull();
    expect(readProjection({ name: 'a.b', maxItems: 3 })).toEqual({ fields: null, maxItems: 3 });
  });

  it.each([
    [{ name: 'a', fields: 'id' }, /fields/],
    [{ name: 'a', fields: [1] }, /fields/],
    [{ name: 'a', fields: [] }, /fields/],
    [{ name: 'a', maxItems: -1 }, /maxItems/],
    [{ name: 'a', maxItems: 'all' }, /maxItems/],
    [{ name: 'a', maxitems: 3 }, /did you mean "maxItems"\?/],
    [{ fields: ['a'] }, /name/],
  ])('is refused before the call when it is wrong: %j', (given, sentence) => {
    expect(() => readProjection(given)).toThrow(sentence);
  });
});
