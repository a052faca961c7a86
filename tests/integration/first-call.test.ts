import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Approval, AuditRecord, Server } from '../../contract/models.ts';
import { BrokerProcess, connectApp, serverProgram, temporaryHome, textOf } from '../helpers/broker-process.ts';
import { eventually } from '../helpers/eventually.ts';

const stack = new AsyncDisposableStack();
let broker: BrokerProcess;
let app: Awaited<ReturnType<typeof connectApp>>;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'patchbay-files-'));
  stack.defer(() => rm(folder, { recursive: true, force: true }));
  const home = stack.use(
    await temporaryHome(`version: 1
servers:
  everything: { command: ${process.execPath}, args: [${serverProgram('everything')}, stdio] }
  filesystem: { command: ${process.execPath}, args: [${serverProgram('filesystem')}, ${folder}] }
  broken: { command: /no/such/program }
  memory: { builtin: memory }
approvals: { timeout: 3s }
`),
  );
  broker = stack.use(await BrokerProcess.start(home.folder));
  app = stack.use(await connectApp(home.folder));
  await eventually(async () => expect(await stoppedWithTools()).toEqual(expect.arrayContaining(['everything', 'filesystem'])));
});
afterAll(() => stack.disposeAsync());

function call(name: string, given: Record<string, unknown>) {
  return app.client.callTool({ name: 'call_tool', arguments: { name, arguments: given } });
}

async function pending(): Promise<Approval> {
  return eventually(async () => {
    const [approval] = (await broker.api('approvals.list')) as Approval[];
    if (approval === undefined) throw new Error('Nothing waits.');
    return approval;
  });
}

async function records(search: Record<string, unknown>): Promise<AuditRecord[]> {
  return ((await broker.api('audit.search', search)) as { records: AuditRecord[] }).records;
}

async function serverStates(): Promise<Record<string, string>> {
  return Object.fromEntries(((await broker.api('servers.list')) as Server[]).map((server) => [server.name, server.state]));
}

/** The servers that were started to learn what they offer, and ended again. */
async function stoppedWithTools(): Promise<string[]> {
  const servers = (await broker.api('servers.list')) as Server[];
  return servers.filter(({ state, tools }) => state === 'stopped' && tools > 0).map(({ name }) => name);
}

describe('an app that is connected to Patchbay', () => {
  it('sees four small tools', async () => {
    const { tools } = await app.client.listTools();
    expect(tools.map((tool) => tool.name)).toEqual(['search_tools', 'describe_tool', 'call_tool', 'status']);
  });

  it('finds a tool by what it does, with no server started for it', async () => {
    const found = textOf(await app.client.callTool({ name: 'search_tools', arguments: { query: 'add two numbers' } }));
    expect(found).toContain('everything.get-sum');
    const states = await serverStates();
    expect([states['everything'], states['filesystem']]).toEqual(['stopped', 'stopped']);
  });

  it('reads a tool before it calls it', async () => {
    const described = textOf(await app.client.callTool({ name: 'describe_tool', arguments: { name: 'everything.get-sum' } }));
    expect(described).toContain('inputSchema');
  });

  it('calls a reading tool of a real server, which starts for it and stays', async () => {
    expect(textOf(await call('everything.get-sum', { a: 2, b: 40 }))).toContain('42');
    expect((await serverStates())['everything']).toBe('running');
    expect(await records({ search: 'get-sum' })).toMatchObject([
      { kind: 'call.outcome', app: 'cli', tool: 'everything.get-sum', status: 'ok', decision: 'allow', rule: 'reading runs' },
    ]);
  });

  it('learns from the answer how to mend wrong arguments', async () => {
    const result = await call('everything.get-sum', { a: 'two' });
    expect(result).toMatchObject({ isError: true });
    expect(textOf(result)).toMatch(/^invalid_arguments: .*b/s);
  });

  it('is told the nearest names of a tool that is not there', async () => {
    expect(textOf(await call('everything.get_sun', {}))).toMatch(/^tool_not_found: .*everything\.get-sum/s);
  });

  it('is told in one sentence that a server cannot start, and nothing else breaks', async () => {
    const broken = ((await broker.api('servers.start', { name: 'broken' })) as Server).lastError;
    expect(broken).toContain('/no/such/program');
    expect(textOf(await call('everything.echo', { message: 'still here' }))).toContain('still here');
  });
});

describe('a tool that writes', () => {
  it('waits for a yes with its real arguments, and only then writes', async () => {
    const path = join(folder, 'note.txt');
    const answer = call('filesystem.write_file', { path, content: 'hello' });
    const approval = await pending();
    expect(approval).toMatchObject({ app: 'cli', server: 'filesystem', tool: 'write_file', risk: 'destructive' });
    expect(JSON.parse(approval.argumentsText)).toEqual({ path, content: 'hello' });
    expect(existsSync(path)).toBe(false);
    await broker.api('approvals.decide', { id: approval.id, answer: 'once' });
    expect(await answer).not.toHaveProperty('isError', true);
    expect(await readFile(path, 'utf8')).toBe('hello');
  });

  it('does not write after a no', async () => {
    const path = join(folder, 'refused.txt');
    const answer = call('filesystem.write_file', { path, content: 'hello' });
    await broker.api('approvals.decide', { id: (await pending()).id, answer: 'deny' });
    expect(textOf(await answer)).toMatch(/^approval_denied: /);
    expect(existsSync(path)).toBe(false);
  });

  it('does not write when nobody answers in time', async () => {
    const path = join(folder, 'unanswered.txt');
    expect(textOf(await call('filesystem.write_file', { path, content: 'hello' }))).toMatch(/^approval_timeout: /);
    expect(existsSync(path)).toBe(false);
    expect(await records({ search: 'unanswered', status: 'denied' })).toMatchObject([{ code: 'approval_timeout' }]);
  });

  it('is refused while all tools are paused, like every other', async () => {
    await broker.api('broker.pause', { paused: true });
    expect(textOf(await call('everything.echo', { message: 'hi' }))).toMatch(/^paused: /);
    await broker.api('broker.pause', { paused: false });
    expect(textOf(await call('everything.echo', { message: 'hi' }))).toContain('hi');
  });
});

describe('the log of all this', () => {
  it('proves that nobody edited it', async () => {
    expect(await broker.api('audit.verify')).toMatchObject({ valid: true, firstBad: null });
  });
});
