import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { KnownApp } from '../../contract/known-apps.ts';
import { eventually } from '../helpers/eventually.ts';
import { Person } from '../helpers/person.ts';

const file = '.cursor/mcp.json';
const other = '{ "mcpServers": { "other": { "command": "x" } } }\n';

let person: Person;

beforeAll(async () => {
  person = await Person.with({ 'patchbay/config.yaml': 'version: 1\nservers: {}\n', [file]: other });
});
afterAll(() => person[Symbol.asyncDispose]());

const cursor = () => person.app('cursor');

/** What the window would show, once it does. */
async function told(expected: object): Promise<KnownApp> {
  return eventually(async () => {
    const { records } = (await person.broker.api('audit.search', { app: 'cursor', limit: 1 })) as { records: { kind: string }[] };
    expect(records[0]?.kind).toMatch(/^app\.(drifted|mended)$/);
    const found = await cursor();
    expect(found).toMatchObject(expected);
    return found;
  });
}

async function timesNoted(kind: string): Promise<number> {
  const { records } = (await person.broker.api('audit.search', { app: 'cursor', limit: 1_000 })) as { records: { kind: string }[] };
  return records.filter((record) => record.kind === kind).length;
}

describe('an entry that is lost', () => {
  beforeEach(async () => {
    await person.broker.api('apps.guard', { app: 'cursor', guard: 'tell' });
    await person.write(file, other);
    await person.change({ app: 'cursor', action: 'wire' });
  });

  it.each([
    ['the file is emptied', () => person.write(file, '')],
    ['the servers are cleared', () => person.write(file, '{"mcpServers":{}}')],
    ['the file is deleted', () => rm(person.path(file))],
  ])('is told when %s, and mended by one click', async (_, lose) => {
    await lose();
    const { drift } = await told({ state: 'drifted', drift: [{ kind: 'lost', leftAlone: false }, { kind: 'others-lost' }] });
    expect(drift[0]?.message).toContain('Cursor reaches no tools through Patchbay');
    expect(await person.change({ app: 'cursor', action: 'wire' })).toMatchObject({
      state: 'needs-restart',
      drift: [{ kind: 'others-lost' }],
    });
    expect(await person.read(file)).toContain('PATCHBAY_APP_KEY');
  });

  it('takes other servers along: they stay told when it is mended, and come back by the next click, the entry with them', async () => {
    const before = await person.read(file);
    await person.write(file, '');
    await told({ state: 'drifted', drift: [{ kind: 'lost' }, { kind: 'others-lost' }] });
    expect((await person.patchbay('apps')).out).toMatch(
      /1 other server is gone from .*: other\. "patchbay restore cursor" brings them back/,
    );
    const { drift } = await person.change({ app: 'cursor', action: 'wire' });
    expect(drift).toMatchObject([{ kind: 'others-lost', backup: { id: expect.any(String) } }]);
    await person.stopPatchbay();
    await person.startPatchbay();
    expect((await cursor()).drift).toMatchObject([{ kind: 'others-lost', since: drift[0]?.since }]);
    const { code, out } = await person.patchbay('restore', 'cursor', '--dry-run');
    expect({ code, out }).toMatchObject({ code: 0, out: expect.stringMatching(/^\+.*"other"/m) });
    expect(out).not.toMatch(/[0-9a-f]{64}/);
    expect((await person.patchbay('restore', 'cursor')).code).toBe(0);
    expect(await person.read(file)).toBe(before);
    expect(await cursor()).toMatchObject({ state: 'needs-restart', drift: [] });
  });

  it('takes other servers along: they may stay gone', async () => {
    await person.write(file, '');
    await told({ drift: [{ kind: 'lost' }, { kind: 'others-lost' }] });
    await person.change({ app: 'cursor', action: 'wire' });
    expect(await person.change({ app: 'cursor', action: 'wire' })).toMatchObject({ drift: [] });
    await person.write(file, '{}');
    await told({ drift: [{ kind: 'lost' }] });
  });

  it('is told when somebody made it start something else, and mended by one click', async () => {
    const text = await person.read(file);
    await person.write(file, text.replace(/"command": "[^"]*node[^"]*"/, '"command": "/tmp/evil"'));
    await told({ state: 'drifted', drift: [{ kind: 'changed', message: expect.stringContaining('Somebody changed') }] });
    await person.change({ app: 'cursor', action: 'wire' });
    expect(await person.read(file)).toBe(text);
  });

  it('is put back by itself where the person wants that, until it was lost three times', async () => {
    await person.broker.api('apps.guard', { app: 'cursor', guard: 'mend' });
    const before = await timesNoted('app.mended');
    for (const time of [1, 2]) {
      await person.write(file, '{"mcpServers":{}}');
      await eventually(async () => expect(await timesNoted('app.mended')).toBe(before + time));
      expect(await person.read(file)).toContain('PATCHBAY_APP_KEY');
    }
    await person.write(file, '{"mcpServers":{}}');
    await told({
      state: 'drifted',
      drift: [{ leftAlone: true }, { kind: 'others-lost' }],
      message: expect.stringContaining('leaves it alone now'),
    });
    await person.stopPatchbay();
    await person.startPatchbay();
    await told({ state: 'drifted', drift: [{ leftAlone: true }, { kind: 'others-lost' }] });
    expect(await person.read(file)).toBe('{"mcpServers":{}}');
    expect(await timesNoted('app.mended')).toBe(before + 2);
    expect(await person.change({ app: 'cursor', action: 'wire' })).toMatchObject({ drift: [{ kind: 'others-lost' }] });
  });

  it('is told, and put back, though Patchbay did not run when it was lost', async () => {
    await person.stopPatchbay();
    await person.write(file, '');
    await person.startPatchbay();
    await told({ state: 'drifted', drift: [{ kind: 'lost' }, { kind: 'others-lost' }] });
    await person.broker.api('apps.guard', { app: 'cursor', guard: 'mend' });
    expect(await person.read(file)).toContain('PATCHBAY_APP_KEY');
  });

  it('is told once, however often the person says what is to be done about it', async () => {
    await person.write(file, '{"mcpServers":{}}');
    await told({ state: 'drifted' });
    const before = await timesNoted('app.drifted');
    for (const guard of ['off', 'tell', 'off', 'tell']) await person.broker.api('apps.guard', { app: 'cursor', guard });
    expect(await cursor()).toMatchObject({ state: 'drifted', drift: [{ kind: 'lost', leftAlone: false }, { kind: 'others-lost' }] });
    expect(await timesNoted('app.drifted')).toBe(before);
  });

  it('is never put into a file that has a fault, until that is mended', async () => {
    await person.broker.api('apps.guard', { app: 'cursor', guard: 'mend' });
    const before = await timesNoted('app.mended');
    const broken = '{\n  "mcpServers": oops\n}';
    await person.write(file, broken);
    await eventually(async () =>
      expect(await cursor()).toMatchObject({ state: 'unreadable', files: [{ fault: { line: 2, column: 17 } }] }),
    );
    await expect(person.change({ app: 'cursor', action: 'wire' })).rejects.toThrow(/2:17|"line":2/);
    expect(await person.read(file)).toBe(broken);
    await person.write(file, other);
    await eventually(async () => expect(await timesNoted('app.mended')).toBe(before + 1));
    expect(await person.read(file)).toContain('"other"');
  });

  it('is nobody’s business once the guard is off, or the app is unwired', async () => {
    await person.broker.api('apps.guard', { app: 'cursor', guard: 'off' });
    const before = await timesNoted('app.drifted');
    await person.write(file, '{"mcpServers":{}}');
    expect((await cursor()).drift).toEqual([]);
    await person.broker.api('apps.guard', { app: 'cursor', guard: 'tell' });
    await told({ drift: [{ kind: 'lost' }, { kind: 'others-lost' }] });
    await person.change({ app: 'cursor', action: 'unwire' });
    await person.write(file, other);
    expect(await cursor()).toMatchObject({ state: 'installed', drift: [] });
    expect(await timesNoted('app.drifted')).toBe(before + 2);
  });
});

describe('a server that the app begins to talk to directly', () => {
  beforeAll(async () => {
    await person.write(file, other);
    await person.change({ app: 'cursor', action: 'wire' });
  });

  it('is told; those that were there before are not', async () => {
    expect((await cursor()).drift).toEqual([]);
    const text = await person.read(file);
    await person.write(
      file,
      text.replace('"other"', '"sly": { "command": "y", "args": ["--token", "ghp_abcdefghijklmnopqrstuvwxyz0123456789"] }, "other"'),
    );
    const app = await told({ drift: [{ kind: 'bypass', message: expect.stringContaining('the server sly directly') }] });
    expect(JSON.stringify(app)).not.toContain('ghp_abcdefghijkl');
  });

  it('is no news any more once the person has wired again and left it there', async () => {
    expect(await person.change({ app: 'cursor', action: 'wire' })).toMatchObject({ drift: [] });
    expect(await person.read(file)).toContain('"sly"');
  });
});
