import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { strToU8, zipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DirectoryEntry, ImportCandidate, ImportSource } from '../../contract/imports.ts';
import type { Secret } from '../../contract/vault.ts';
import type { Server } from '../../contract/models.ts';
import { BrokerProcess, programs, serverProgram, temporaryHome } from '../helpers/broker-process.ts';

const token = 'ghp_abcdefghijklmnopqrstuvwxyz0123456789';
const everything = { command: process.execPath, args: [serverProgram('everything'), 'stdio'] };

/** What apps and other brokers left on this computer. */
const files: Readonly<Record<string, string>> = {
  '.cursor/mcp.json': JSON.stringify({
    mcpServers: {
      everything: { ...everything, env: { GITHUB_TOKEN: token } },
      patchbay: { command: 'node', args: ['x.js'], env: { PATCHBAY_APP_KEY: '0'.repeat(64) } },
      docs: { url: 'https://docs.example/mcp' },
    },
  }),
  '.config/Code/User/mcp.json': `{
    // as VS Code asks for it
    "inputs": [{ "id": "gh", "type": "promptString", "description": "Your token", "password": true }],
    "servers": { "Every thing": { "command": ${JSON.stringify(everything.command)}, "args": ${JSON.stringify(everything.args)}, "env": { "GITHUB_TOKEN": "${token}" } },
      "gh": { "type": "http", "url": "https://api.githubcopilot.com/mcp/", "headers": { "Authorization": "Bearer \${input:gh}" } } },
  }`,
  '.codex/config.toml': '[mcp_servers.a]\ncommand = npx\n',
  '.local/state/toolhive/runconfigs/fetch.json': JSON.stringify({
    schema_version: 'v0.1.0',
    name: 'fetch',
    image: 'mcp/fetch:1',
    transport: 'stdio',
  }),
  '.docker/mcp/registry.yaml': 'registry:\n  time:\n    ref: ""\n',
  '.docker/mcp/catalogs/docker-mcp.yaml':
    'version: 3\nregistry:\n  other:\n    type: server\n    image: mcp/other\n    tools:\n      - name: a\n  time:\n    type: server\n    title: Time\n    image: mcp/time:1\n    tools:\n      - name: now\n        arguments: [{name: zone}]\n    env:\n      - name: ZONE\n        value: "{{time.zone}}"\n',
  '.docker/mcp/config.yaml': 'time:\n  zone: Europe/Berlin\n',
  '.config/mcphub/servers.json': '{"mcpServers": {"notes": {"command": "notes-mcp"}}}',
};

describe('servers that are elsewhere already', () => {
  let home: Awaited<ReturnType<typeof temporaryHome>>;
  let person: Awaited<ReturnType<typeof temporaryHome>>;
  let broker: BrokerProcess;

  beforeAll(async () => {
    home = await temporaryHome();
    person = await temporaryHome();
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(person.folder, path)), { recursive: true });
      await writeFile(join(person.folder, path), text);
    }
    broker = await BrokerProcess.start(home.folder, programs.headless, { HOME: person.folder, XDG_CONFIG_HOME: '', XDG_STATE_HOME: '' });
  });

  afterAll(async () => {
    await broker[Symbol.asyncDispose]();
    await home[Symbol.asyncDispose]();
    await person[Symbol.asyncDispose]();
  });

  const api = async <Value>(method: string, input: unknown = {}) => (await broker.api(method, input)) as Value;
  const find = () => api<ImportSource[]>('imports.find');
  const take = (...servers: { id: string; name: string; answers?: Record<string, string> }[]) =>
    api<{ added: Server[]; failed: { name: string; message: string }[] }>('imports.take', { servers });
  const config = () => readFile(join(home.folder, 'config.yaml'), 'utf8');
  const secrets = async () => (await api<Secret[]>('secrets.list')).map(({ name }) => name);
  const read = async (text: string) => {
    const [candidate] = await api<ImportCandidate[]>('imports.read', { text });
    if (candidate === undefined) throw new Error('It is a server.');
    return candidate;
  };

  it('are found in the files of apps and of other brokers, and none is a way into Patchbay', async () => {
    const sources = await find();
    expect(sources.map(({ label, candidates, fault }) => [label, candidates.map(({ name }) => name), fault === null])).toEqual([
      ['Cursor', ['everything', 'docs'], true],
      ['VS Code', ['everything', 'gh'], true],
      ['Codex', [], false],
      ['MCP Hub', ['notes'], true],
      ['ToolHive', ['fetch'], true],
      ['Docker MCP Toolkit', ['time'], true],
    ]);
    expect(sources.find(({ fault }) => fault !== null)?.fault).toMatch(/config\.toml:2:\d+ it can't be read/);
    expect(JSON.stringify(sources)).not.toContain(token);
    expect(sources.at(-1)?.candidates[0]).toMatchObject({
      title: 'Time',
      settings: [{ place: 'ZONE', value: 'Europe/Berlin', secret: false }],
    });
    const [cursor, code] = sources;
    expect(code?.candidates[0]).toMatchObject({ sameAs: cursor?.candidates[0]?.id, app: 'vscode' });
    expect(code?.candidates[1]?.questions).toMatchObject([{ key: 'gh', description: 'Your token', secret: true }]);
  });

  it('are added with their secrets in the vault, once, and start with them', async () => {
    const [cursor, code] = await find();
    const [first, again] = [cursor?.candidates[0], code?.candidates[0]];
    const { added, failed } = await take({ id: first?.id ?? '', name: 'every' }, { id: again?.id ?? '', name: 'every-too' });
    expect(failed).toEqual([]);
    expect(added).toMatchObject([{ name: 'every', state: 'running' }]);
    expect(await config()).toMatch(/GITHUB_TOKEN:\s*\n?\s*\{? ?secret: github-token/);
    expect(await config()).not.toContain(token);
    expect(await secrets()).toEqual(['github-token']);
    expect((await find())[0]?.candidates[0]).toMatchObject({ duplicateOf: 'every', name: 'everything' });
  });

  it('can be tried, by a tool that only reads, and nothing of it is told that is a secret', async () => {
    const result = await api<{ ok: boolean; tool: string; answer: string; message: string }>('servers.test', { name: 'every' });
    expect(result).toMatchObject({ ok: true, message: expect.stringContaining('every answered') as string });
    expect(result.tool).toMatch(/^get-/);
    expect(JSON.stringify(result)).not.toContain(token);
    const { records } = await api<{ records: { app: string; tool: string; status: string }[] }>('audit.search', {
      server: 'every',
      app: 'cli',
    });
    expect(records[0]).toMatchObject({ app: 'cli', tool: `every.${result.tool}`, status: 'ok' });
    await expect(broker.api('servers.test', { name: 'nothing' })).rejects.toThrow('There is no server called nothing');
  });

  it('leave nothing behind where one can’t be added, and the others are', async () => {
    const bad = await read('{"bad": {"url": "https://a.example/mcp", "headers": {"Host": "x", "X-Api-Key": "abcdef"}}}');
    const good = await read(
      `{"graph": {"command": ${JSON.stringify(process.execPath)}, "args": [${JSON.stringify(serverProgram('memory'))}]}}`,
    );
    const unanswered = await read('npx thing@1 --token <YOUR_TOKEN>');
    const before = await secrets();
    const { added, failed } = await take(
      { id: bad.id, name: 'bad' },
      { id: unanswered.id, name: 'thing' },
      { id: 'import-9999', name: 'gone' },
      { id: good.id, name: 'graph' },
    );
    expect(added.map(({ name }) => name)).toEqual(['graph']);
    expect(failed).toMatchObject([
      { name: 'bad', message: expect.stringContaining("Patchbay's own") as string },
      { name: 'thing', message: '“token” is missing: fill it in.' },
      { name: 'gone', message: expect.stringContaining('look for it again') as string },
    ]);
    expect(await secrets()).toEqual(before);
    expect(await config()).not.toMatch(/^ {2}(?:bad|thing|gone):/m);
  });

  it('come from a bundle, which is unpacked when it is added', async () => {
    const manifest = {
      name: 'echo',
      version: '1.0.0',
      server: {
        type: 'node',
        mcp_config: { command: process.execPath, args: ['${__dirname}/server.mjs'], env: { KEY: '${user_config.key}' } },
      },
      user_config: { key: { type: 'string', title: 'Key', sensitive: true, required: true } },
    };
    const script = `import { createInterface } from 'node:readline';
      const send = (id, result) => console.log(JSON.stringify({ jsonrpc: '2.0', id, result }));
      createInterface({ input: process.stdin }).on('line', (line) => {
        const { id, method, params } = JSON.parse(line);
        if (method === 'initialize') send(id, { protocolVersion: params.protocolVersion, capabilities: { tools: {} }, serverInfo: { name: 'echo', version: '1' } });
        else if (method === 'tools/list') send(id, { tools: [{ name: 'get_length', inputSchema: { type: 'object' } }] });
        else if (method === 'tools/call') send(id, { content: [{ type: 'text', text: String(process.env.KEY.length) }] });
        else if (id !== undefined) console.log(JSON.stringify({ jsonrpc: '2.0', id, error: { code: -32601, message: 'no' } }));
      });`;
    const bytes = Buffer.from(zipSync({ 'manifest.json': strToU8(JSON.stringify(manifest)), 'server.mjs': strToU8(script) })).toString(
      'base64',
    );
    const candidate = await api<ImportCandidate>('imports.bundle', { name: 'echo.mcpb', bytes });
    const folder = join(home.folder, 'bundles/echo-1.0.0');
    expect(candidate).toMatchObject({
      name: 'echo',
      command: expect.stringContaining(join(folder, 'server.mjs')) as string,
      source: 'the bundle echo.mcpb',
    });
    expect(existsSync(folder)).toBe(false);
    expect((await take({ id: candidate.id, name: 'echo' })).failed).toMatchObject([{ message: '“Key” is missing: fill it in.' }]);
    expect(existsSync(folder)).toBe(false);
    expect((await take({ id: candidate.id, name: 'echo', answers: { key: 'abcdefghij' } })).added).toMatchObject([
      { name: 'echo', state: 'running' },
    ]);
    expect((await readdir(folder)).toSorted()).toEqual(['.patchbay-bundle', 'manifest.json', 'server.mjs']);
    expect(await api('servers.test', { name: 'echo' })).toMatchObject({ ok: true, tool: 'get_length', answer: '10' });
    expect(await secrets()).toContain('echo-key');
  });

  it('come from the directory, also those that are built in', async () => {
    const [entry] = await api<DirectoryEntry[]>('directory.search', { search: 'files' });
    const candidate = await api<ImportCandidate>('imports.fromDirectory', { entry: entry?.id });
    expect(candidate).toMatchObject({ kind: 'builtin', command: 'built-in files ‹Folders›', questions: [{ key: 'folders' }] });
    const { added } = await take({ id: candidate.id, name: 'files', answers: { folders: person.folder } });
    expect(added).toMatchObject([{ name: 'files', kind: 'builtin', state: 'running' }]);
    expect(await api('servers.test', { name: 'files' })).toMatchObject({ ok: true });
    await expect(broker.api('imports.fromDirectory', { entry: 'nothing' })).rejects.toThrow('has no server called nothing');
  });

  it('are shown and added by the command line, too', async () => {
    const patchbay = (...words: string[]) =>
      new Promise<{ code: number; out: string; err: string }>((resolve) => {
        const child = execFile(process.execPath, [programs.cli, '--home', home.folder, ...words], (error, out, err) => {
          resolve({ code: typeof error?.code === 'number' ? error.code : 0, out, err });
        });
        child.stdin?.end(
          `{"typed": {"command": ${JSON.stringify(process.execPath)}, "args": [${JSON.stringify(serverProgram('memory'))}], "env": {"API_KEY": "abcdefgh"}}}`,
        );
      });
    const shown = await patchbay('servers', 'import', 'cursor');
    expect(shown).toMatchObject({ code: 0, out: expect.stringContaining('everything (the same as every, which is there)') as string });
    expect(shown.out).not.toContain(token);
    const file = join(person.folder, 'broken-lines.json');
    await writeFile(file, '{"lines": {"command": "x", "env": {"A": "1\\n    ! all is well"}}}');
    expect((await patchbay('servers', 'import', file)).out).toContain(String.raw`    A=1\n    ! all is well`);
    expect((await patchbay('servers', 'import', '-')).out).toContain('the variable API_KEY goes into the vault as typed-api-key');
    expect(await patchbay('servers', 'import', '-', '--add', 'typed')).toMatchObject({
      code: 0,
      out: expect.stringContaining('typed') as string,
    });
    expect(await secrets()).toContain('typed-api-key');
    expect(await patchbay('servers', 'test', 'typed')).toMatchObject({
      code: 0,
      out: expect.stringContaining('typed answered read_graph.') as string,
    });
    expect((await patchbay('directory', 'git')).out).toMatch(/^SERVER[^]*\ngit /);
    expect(await patchbay('servers', 'import', 'directory:git', '--add', 'git')).toMatchObject({
      code: 1,
      out: expect.stringContaining('“Repository” is missing') as string,
    });
    expect(await patchbay('servers', 'import', 'nowhere')).toMatchObject({ code: 2, err: expect.stringContaining('is no file') as string });
    expect(await patchbay('servers', 'import', 'cursor', '--add', 'nothing')).toMatchObject({ code: 2 });
  });

  it('are refused in words where they can’t be read', async () => {
    await expect(broker.api('imports.read', { text: '{"a": ' })).rejects.toThrow('Line 1, column');
    await expect(broker.api('imports.read', { text: 'patchbay shim --app cursor' })).rejects.toThrow('the way into Patchbay itself');
    await expect(broker.api('imports.bundle', { name: 'x', bytes: 'bm8gemlw' })).rejects.toThrow('it is no zip file');
    await expect(broker.api('imports.bundle', { name: 'x', bytes: '%%%' })).rejects.toThrow('must be base64');
  });
});
