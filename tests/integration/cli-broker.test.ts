import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, readdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { approve, deny, listApprovals } from '../../main/cli/commands/approvals.ts';
import type { Command } from '../../main/cli/invocation.ts';
import { Output } from '../../main/cli/output.ts';
import { homeAt, homeFolder } from '../../main/lib/home.ts';
import { eventually } from '../helpers/eventually.ts';
import { endChild } from '../helpers/shim-bench.ts';
import { LoopbackServer, ScriptedServer } from '../helpers/remote-servers.ts';
import { BrokerProcess, programs, serverProgram, temporaryHome } from '../helpers/broker-process.ts';

const stack = new AsyncDisposableStack();
let home: string;
let broker: BrokerProcess;

beforeAll(async () => {
  home = homeFolder(
    stack.use(await temporaryHome('version: 1\nservers:\n  memory: { builtin: memory }\napprovals: { timeout: 20s }\n')).folder,
    {},
  );
  broker = stack.use(await BrokerProcess.start(home));
});
afterAll(() => stack.disposeAsync());

interface Run {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** The built command, as a person or a script runs it. */
function patchbay(...words: string[]): Promise<Run> {
  return new Promise((resolve) => {
    execFile(process.execPath, [programs.cli, '--home', home, ...words], (error, out, err) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, out, err });
    });
  });
}

/** A command as if a person sat at a terminal. Gives what it wrote. */
async function atTerminal(command: Command): Promise<string> {
  const written: string[] = [];
  const output = new Output({ write: (text) => written.push(text) }, { write: (text) => written.push(text) }, false);
  const folders = { programs: dirname(dirname(programs.cli)), extension: '.js' };
  expect(await command({ home: homeAt(home), output, isJson: false, isTerminal: true, environment: process.env, ...folders })).toBe(0);
  return written.join('');
}

async function waitingId(): Promise<string> {
  return eventually(async () => {
    const [waiting] = JSON.parse((await patchbay('approvals', '--json')).out);
    expect(waiting).toBeDefined();
    return waiting.id;
  });
}

describe('call', () => {
  it('prints the result of a tool', async () => {
    expect(await patchbay('call', 'memory.recall', '{"query":"anything"}')).toMatchObject({ code: 0, err: '' });
    expect(JSON.parse((await patchbay('call', 'search_tools', '{"query":"remember"}', '--json')).out)).toHaveProperty('content');
  });

  it('ends with 1 and what the model would read when the tool fails', async () => {
    expect(await patchbay('call', 'memory.nothing')).toMatchObject({ code: 1, out: expect.stringContaining('tool_not_found') });
  });

  it('says that a writing tool waits, and goes on after a yes from a terminal', async () => {
    const call = patchbay('call', 'memory.remember', '{"text":"the cat is called Mia"}');
    const id = await waitingId();
    expect(await atTerminal(listApprovals)).toMatch(new RegExp(`${id} {2}memory.remember for cli[^]*the cat is called Mia`));
    expect(await atTerminal(approve(id, false))).toBe('Allowed once: memory.remember for cli.\n');
    expect(await call).toMatchObject({ code: 0, err: expect.stringContaining(`patchbay approve ${id}`) });
    expect((await patchbay('call', 'memory.recall', '{"query":"cat"}')).out).toContain('Mia');
  });

  it('ends with 1 after a no, and nothing was written', async () => {
    const call = patchbay('call', 'memory.remember', '{"text":"the dog is called Rex"}');
    const id = await waitingId();
    await expect(atTerminal(deny('no-such-id'))).rejects.toMatchObject({ code: 'not_found' });
    expect((await patchbay('approve', id)).code).toBe(2);
    await atTerminal(deny(id));
    expect(await call).toMatchObject({ code: 1, out: expect.stringContaining('approval_denied') });
    expect((await patchbay('call', 'memory.recall', '{"query":"dog"}')).out).not.toContain('Rex');
  });
});

describe('servers', () => {
  it('adds a remote server by its address, and shows none of its keys', async () => {
    const scripted = new ScriptedServer(() => false);
    await using listening = await LoopbackServer.listen(scripted.listener);
    const address = ['--url', `${listening.url}?key=s3cret-key`, '--header', 'X-Api: s3cret: value'];
    const added = await patchbay('servers', 'add', 'docs', ...address);
    expect(added).toMatchObject({ code: 0, out: expect.stringContaining(`Added docs: ${listening.url}?key=…`) });
    expect(scripted.asked[0]?.headers).toMatchObject({ 'x-api': 's3cret: value' });
    expect(`${added.out}${(await patchbay('servers')).out}`).not.toContain('s3cret');
    expect((await patchbay('servers', 'add', 'both', ...address, '--', 'node')).code).toBe(2);
    expect((await patchbay('servers', 'add', 'neither')).code).toBe(2);
    expect((await patchbay('servers', 'add', 'odd', '--url', listening.url, '--header', 'nothing')).code).toBe(2);
    await patchbay('servers', 'remove', 'docs');
  });

  it('adds, lists, starts, stops, reads the log of and removes a server', async () => {
    const added = await patchbay('servers', 'add', 'every', '--env', 'A=b=c', '--', process.execPath, serverProgram('everything'), 'stdio');
    expect(added).toMatchObject({ code: 0, out: expect.stringContaining('Added every') });
    expect(JSON.parse((await patchbay('servers', 'start', 'every', '--json')).out)).toMatchObject({
      state: 'running',
      pid: expect.any(Number),
    });
    expect((await patchbay('call', 'every.get-sum', '{"a":20,"b":22}')).out).toContain('42');
    await patchbay('servers', 'stop', 'every');
    expect((await patchbay('servers')).out).toMatch(/every +stopped/);
    expect((await patchbay('servers', 'log', 'every', '--lines', '50')).out).toContain('Starting default (STDIO) server');
    expect((await patchbay('servers', 'remove', 'every')).code).toBe(0);
    expect(JSON.parse((await patchbay('servers', '--json')).out)).toMatchObject([{ name: 'memory' }]);
  });

  it('ends with 1 for a server that there is not, and with 2 for a name that can not be', async () => {
    expect(await patchbay('servers', 'start', 'nope')).toEqual({ code: 1, out: '', err: expect.stringContaining('nope') });
    expect((await patchbay('servers', 'add', 'Bad Name', '--', 'x')).code).toBe(2);
  });
});

describe('connect', () => {
  it('prints an entry with which the shim really reaches Patchbay', async () => {
    const { command, args, env } = JSON.parse((await patchbay('connect', 'cursor', '--json')).out);
    const shim = spawn(command, args, { env, stdio: ['pipe', 'pipe', 'inherit'] });
    stack.defer(() => endChild(shim));
    shim.stdin.write('{"jsonrpc":"2.0","id":1,"method":"ping"}\n');
    const [line] = await once(createInterface({ input: shim.stdout }), 'line');
    expect(JSON.parse(String(line))).toEqual({ jsonrpc: '2.0', id: 1, result: {} });
    expect(JSON.parse((await patchbay('status', '--json')).out).sessions).toMatchObject([{ app: 'cursor' }]);
    expect((await stat(join(home, 'keys', 'cursor.key'))).mode & 0o777).toBe(0o600);
  });

  it('prints what the app itself reads, and says where that goes', async () => {
    const { out, err } = await patchbay('connect', 'codex');
    expect(out).toMatch(/^\[mcp_servers\.patchbay\]\ncommand = "/);
    expect(err).toMatch(/"patchbay wire codex" puts this into .*config\.toml for you\..*keep it to yourself/);
  });
});

describe('the log', () => {
  it('is searched and verified', async () => {
    await patchbay('call', 'memory.list');
    expect((await patchbay('audit', '--search', 'recall', '--since', '1h')).out).toMatch(/memory\.recall/);
    expect(await patchbay('audit', 'verify')).toMatchObject({ code: 0, out: expect.stringContaining('The log is whole') });
  });
});

describe('status and doctor', () => {
  it('say that all is well', async () => {
    expect((await patchbay('status')).out).toContain(`is running (headless, process ${broker.ready.pid}`);
    expect(await patchbay('doctor')).toMatchObject({ code: 0, err: '' });
  });

  it('notice what others could read', async () => {
    const [key = ''] = await readdir(join(home, 'keys'));
    await chmod(join(home, 'keys', key), 0o644);
    expect(await patchbay('doctor')).toMatchObject({ code: 1, out: expect.stringMatching(/ILL +files.*chmod 600/) });
    await chmod(join(home, 'keys', key), 0o600);
  });
});

describe('start', () => {
  it('tells where Patchbay runs already, and ends', async () => {
    expect(JSON.parse((await patchbay('start', '--headless', '--json')).out)).toMatchObject({
      pid: broker.ready.pid,
      alreadyRunning: true,
    });
  });

  it('runs in one process until it is told to stop', async () => {
    const other = stack.use(await temporaryHome()).folder;
    const child = spawn(process.execPath, [programs.cli, 'start', '--headless', '--json', '--home', other], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    stack.defer(() => endChild(child));
    const [line] = await once(createInterface({ input: child.stdout }), 'line');
    expect(JSON.parse(String(line))).toMatchObject({ pid: child.pid, home: homeFolder(other, {}) });
    child.kill('SIGTERM');
    expect((await once(child, 'exit'))[0]).toBe(0);
  });
});

describe('shim', () => {
  it('is the shim in the same process', async () => {
    const child = execFile(process.execPath, [programs.cli, 'shim', '--app', 'cli', '--home', home]);
    child.stdin?.end('{"jsonrpc":"2.0","id":1,"method":"ping"}\n');
    const [line] = await once(createInterface({ input: child.stdout ?? process.stdin }), 'line');
    expect(JSON.parse(String(line))).toEqual({ jsonrpc: '2.0', id: 1, result: {} });
    expect((await once(child, 'exit'))[0]).toBe(0);
  });
});
