import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { WiringPlan } from '../../contract/known-apps.ts';
import { serversIn } from '../../main/clients/servers-in.ts';
import { eventually } from '../helpers/eventually.ts';
import { fileOf, known } from '../helpers/known-client.ts';
import { Person, startAsWritten } from '../helpers/person.ts';

const files = {
  'patchbay/config.yaml': 'version: 1\nservers:\n  memory: { builtin: memory }\n',
  '.claude.json': '{\n  "numStartups": 3,\n  "mcpServers": {}\n}\n',
  '.codex/config.toml': 'model = "o4" # mine\n',
  '.config/opencode/opencode.jsonc': '{\n  // mine\n  "$schema": "https://opencode.ai/config.json",\n}\n',
  '.config/goose/config.yaml': 'GOOSE_MODEL: x\nextensions:\n  developer:\n    type: builtin\n    enabled: true\n',
  '.continue/config.yaml': 'name: mine\nmcpServers:\n  - name: other\n    command: x\n',
  '.config/zed/settings.json': '{ "theme": "One Dark" }\n',
  '.config/amp/settings.json': '{}',
  '.gemini/settings.json': '{}\n',
  '.cursor/mcp.json': '{ "mcpServers": { "other": { "command": "x" } } }\n',
};

let person: Person;

beforeAll(async () => {
  person = await Person.with(files);
});
afterAll(() => person[Symbol.asyncDispose]());

describe('the apps on a computer', () => {
  it('are found, with the servers that they start themselves', async () => {
    const { code, out } = await person.patchbay('apps', '--json');
    expect(code).toBe(0);
    const here = JSON.parse(out).filter((app: { state: string }) => app.state !== 'not-installed');
    expect(here.map(({ id }: { id: string }) => id).toSorted()).toEqual(
      ['amp', 'claude-code', 'codex', 'continue', 'cursor', 'gemini-cli', 'goose', 'opencode', 'zed'].toSorted(),
    );
    expect((await person.app('cursor')).files).toMatchObject([{ wired: false, servers: [{ name: 'other', summary: 'x' }] }]);
  });

  it('are listed for a person, too', async () => {
    const { out } = await person.patchbay('apps');
    expect(out).toContain("Cursor doesn't know Patchbay yet.");
    expect(out).toMatch(/Not on this computer: .*windsurf/);
  });

  it('can be looked at without being changed: a diff is printed, and nothing is written', async () => {
    const keys = await readdir(join(person.patchbayHome, 'keys'));
    const { code, out } = await person.patchbay('wire', 'codex', '--dry-run');
    expect(code).toBe(0);
    expect(out).toMatch(/^--- .*config\.toml\n\+\+\+ .*config\.toml\n@@ /);
    expect(out).toContain('+[mcp_servers.patchbay]');
    expect(out).not.toMatch(/[0-9a-f]{64}/);
    expect(await person.read('.codex/config.toml')).toBe(files['.codex/config.toml']);
    expect(await readdir(join(person.patchbayHome, 'keys'))).toEqual(keys);
    expect((await person.app('codex')).state).toBe('installed');
  });

  it.each([
    ['wire nosuch', 1, /knows no app called nosuch/],
    ['wire zed --project /nowhere-at-all', 2, /is no folder/],
    ['guard cursor sometimes', 2, /none of tell, mend and off/],
  ])('are not touched by "%s", which exits with %i and says what to do', async (words, code, message) => {
    expect(await person.patchbay(...words.split(' '))).toMatchObject({ code, out: '', err: expect.stringMatching(message) });
  });

  it.each([
    ['raycast', {}, /patchbay connect raycast/],
    ['roo-code', {}, /can't be wired/],
    ['visual-studio', {}, /no file on this kind of computer/],
    ['goose', { project: '/' }, /no file for a single project/],
    ['cursor', { project: 'here' }, /is no folder/],
    ['cursor', { action: 'restore' }, /Say which backup/],
  ])('are refused where nothing can be written: %s %o', async (app, input, message) => {
    await expect(person.broker.api('apps.plan', { app, action: 'wire', ...input })).rejects.toThrow(message);
  });
});

describe('an app that is wired', () => {
  it.each([
    ['claude-code', '.claude.json', 'wired'],
    ['codex', '.codex/config.toml', 'wired'],
    ['opencode', '.config/opencode/opencode.jsonc', 'wired'],
    ['goose', '.config/goose/config.yaml', 'wired'],
    ['continue', '.continue/config.yaml', 'wired'],
    ['amp', '.config/amp/settings.json', 'wired'],
    ['zed', '.config/zed/settings.json', 'needs-restart'],
    ['cursor', '.cursor/mcp.json', 'needs-restart'],
  ])('%s starts what stands in its file with an empty environment, is connected, and is unwired to the byte', async (id, path, state) => {
    const before = await person.read(path);
    expect(await person.change({ app: id, action: 'wire' })).toMatchObject({ state, files: [{ wired: true }], backups: 1 });
    const ours = serversIn(await person.read(path), fileOf(id), known(id)).find(({ name }) => name === 'patchbay');
    if (ours?.way.kind !== 'stdio') throw new Error('The entry starts nothing.');
    const app = await startAsWritten(ours.way);
    expect(app.tools).toContain('search_tools');
    expect(await person.app(id)).toMatchObject({ state: 'connected', connectedSessions: 1 });
    await app.leave();
    await eventually(async () => expect(await person.app(id)).toMatchObject({ state: 'wired', lastSeenAt: expect.any(String) }));
    await person.change({ app: id, action: 'unwire' });
    expect(await person.read(path)).toBe(before);
    expect((await person.app(id)).state).toBe('installed');
  });

  it('is told to be hidden while a gate is closed, and where to open it', async () => {
    const wired = await person.change({ app: 'gemini-cli', action: 'wire' });
    expect(wired).toMatchObject({ state: 'hidden', gates: [{ where: expect.stringContaining('Trust folder') }] });
    const { code, out } = await person.patchbay('doctor', '--json');
    expect(code).toBe(1);
    expect(JSON.parse(out).findings).toContainEqual({ subject: 'app gemini-cli', isWell: false, detail: wired.message });
    await person.write('.gemini/trustedFolders.json', JSON.stringify({ [person.home]: 'TRUST_FOLDER' }));
    expect(await person.app('gemini-cli')).toMatchObject({ state: 'wired', gates: [] });
  });

  it("in one project is told apart from the person's own: who gets its key, and what still has to be trusted", async () => {
    await person.change({ app: 'codex', action: 'wire' });
    await person.write('shop/README.md', 'x');
    const { code, out, err } = await person.patchbay('wire', 'codex', '--project', person.path('shop'));
    expect([code, err]).toEqual([0, expect.stringContaining('whoever gets the files of this project gets it')]);
    expect(out).toMatch(/Codex knows Patchbay[^\n]*\nCodex reads the file of a project only in a folder that you trust/);
    expect((await person.patchbay('unwire', 'codex', '--project', person.path('shop'))).out).not.toContain('trust');
    await person.change({ app: 'codex', action: 'unwire' });
  });

  it('in one project waits for the approval of that project', async () => {
    await person.write('code/README.md', '');
    const project = person.path('code');
    const { code, out } = await person.patchbay('wire', 'claude-code', '--project', project);
    expect(code).toBe(0);
    expect(out).toContain('approved');
    expect(await person.app('claude-code')).toMatchObject({ state: 'hidden' });
    await person.write('.claude/settings.json', '{"enabledMcpjsonServers":["patchbay"]}');
    expect(await person.app('claude-code')).toMatchObject({ state: 'wired' });
    expect((await person.patchbay('unwire', 'claude-code', '--project', project)).code).toBe(0);
    expect(await readdir(project)).toEqual(['README.md']);
    await person.change({ app: 'claude-code', action: 'wire', project });
    await rm(project, { recursive: true });
    expect(await person.app('claude-code')).toMatchObject({ state: 'installed', drift: [] });
  });

  it('is not changed by a plan that no longer fits the file, nor twice by one', async () => {
    const plan = (await person.broker.api('apps.plan', { app: 'zed', action: 'wire' })) as WiringPlan;
    await person.write('.config/zed/settings.json', '{ "theme": "Other" }\n');
    await expect(person.broker.api('apps.apply', { plan: plan.id })).rejects.toThrow(/conflict/);
    expect(await person.read('.config/zed/settings.json')).toBe('{ "theme": "Other" }\n');
    const next = (await person.broker.api('apps.plan', { app: 'zed', action: 'wire' })) as WiringPlan;
    await person.broker.api('apps.apply', { plan: next.id });
    await expect(person.broker.api('apps.apply', { plan: next.id })).rejects.toThrow(/not_found/);
  });

  it('can go back to any backup, with what would be lost shown first', async () => {
    await person.change({ app: 'zed', action: 'wire' });
    const [backup] = JSON.parse((await person.patchbay('backups', 'zed', '--json')).out);
    expect(backup).toMatchObject({ reason: 'before connecting', absent: false });
    expect((await person.patchbay('restore', 'zed', '--dry-run')).out).toMatch(/^--- /);
    const refused = await person.patchbay('restore', 'zed', '--to', backup.id);
    expect(refused).toMatchObject({ code: 1, err: expect.stringContaining('Lost with it: ') });
    expect(await person.read('.config/zed/settings.json')).toContain('PATCHBAY_APP_KEY');
    const { code, out } = await person.patchbay('restore', 'zed', '--to', backup.id, '--yes');
    expect({ code, out }).toMatchObject({ code: 0, out: expect.stringContaining('Changed ') });
    expect(await person.read('.config/zed/settings.json')).toBe('{ "theme": "Other" }\n');
  });

  it('leaves its traces in the log', async () => {
    const { records } = (await person.broker.api('audit.search', { app: 'zed' })) as { records: { kind: string }[] };
    expect(new Set(records.map(({ kind }) => kind))).toEqual(
      new Set(['app.wired', 'app.unwired', 'app.restored', 'app.connected'].filter((kind) => kind !== 'app.connected')),
    );
  });
});
