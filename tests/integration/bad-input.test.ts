import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Server, Status } from '../../contract/models.ts';
import { BrokerProcess, temporaryHome } from '../helpers/broker-process.ts';
import { eventually } from '../helpers/eventually.ts';
import { RawApp } from '../helpers/raw-app.ts';

const stack = new AsyncDisposableStack();
let broker: BrokerProcess;
let app: RawApp;
let nextId = 100;

beforeAll(async () => {
  const home = stack.use(await temporaryHome());
  broker = stack.use(await BrokerProcess.start(home.folder));
  app = stack.use(await RawApp.connect(home.folder));
});
afterAll(() => stack.disposeAsync());

/** Whatever came before, a good call is answered. */
async function expectGoodCalls(): Promise<void> {
  const { result } = await app.request((nextId += 1), 'tools/call', {
    name: 'call_tool',
    arguments: { name: 'memory.recall', arguments: { query: 'x' } },
  });
  expect(result).toBeDefined();
  expect(result).not.toHaveProperty('isError', true);
}

async function callError(name: string, given: unknown): Promise<string> {
  const { result } = await app.request((nextId += 1), 'tools/call', { name: 'call_tool', arguments: { name, arguments: given } });
  expect(result?.isError).toBe(true);
  return result?.content?.[0]?.text ?? '';
}

describe('bad input of an app', () => {
  it.each([
    ['that is not JSON', '{"jsonrpc":"2.0", oops', null, -32700],
    ['that is a batch', '[{"jsonrpc":"2.0","id":2,"method":"ping"}]', null, -32600],
    [
      'that is nested too deep',
      `{"jsonrpc":"2.0","id":3,"method":"ping","params":{"a":${'['.repeat(5000)}${']'.repeat(5000)}}}`,
      3,
      -32600,
    ],
    ['without a method', '{"jsonrpc":"2.0","id":4}', 4, -32600],
    ['with an unknown method', '{"jsonrpc":"2.0","id":5,"method":"no/such"}', 5, -32601],
  ])('%s gets its JSON-RPC error, and the next call works', async (_what, line, id, code) => {
    const before = app.answers.length;
    app.send(line);
    const { error } = await eventually(() => {
      const answer = app.answers.slice(before).find((candidate) => candidate.id === id);
      if (answer === undefined) throw new Error('No answer yet.');
      return answer;
    });
    expect(error?.code).toBe(code);
    expect(error?.message).toMatch(/\w+ \w+/);
    await expectGoodCalls();
  });

  it('that is bigger than 64 MiB is refused by name while the connection lives on', async () => {
    app.send(
      `{"jsonrpc":"2.0","id":6,"method":"tools/call","params":{"name":"call_tool","arguments":{"name":"${'x'.repeat(65 * 1024 * 1024)}"}}}`,
    );
    const { error } = await app.answer(6);
    expect(error).toMatchObject({ data: { code: 'too_large' } });
    expect(error?.message).toContain('64');
    await expectGoodCalls();
  });

  it('with an unknown tool or wrong arguments is named in a result that the model can read', async () => {
    expect(await callError('memory.recal', {})).toMatch(/^tool_not_found: .*memory\.recall/s);
    expect(await callError('memory.recall', { query: 7 })).toMatch(/^invalid_arguments: /);
    expect(await callError('memory.recall', 'not an object')).toMatch(/^invalid_arguments: /);
    await expectGoodCalls();
  });
});

describe('a bad edit of config.yaml', () => {
  it('changes nothing and says where and what', async () => {
    await writeFile(
      join(broker.ready.home, 'config.yaml'),
      'version: 1\nservers:\n  memory: { builtin: memory }\n  mine: { comand: node }\n',
    );
    const faults = await eventually(async () => {
      const { settingsFaults } = (await broker.api('status.get')) as Status;
      if (settingsFaults.length === 0) throw new Error('Not read yet.');
      return settingsFaults;
    });
    expect(faults.join('\n')).toMatch(/config\.yaml:4:\d+ .*comand.*command/);
    expect(((await broker.api('servers.list')) as Server[]).map((server) => server.name)).toEqual(['memory']);
    await expectGoodCalls();
  });
});

describe('a server whose command is not there', () => {
  it('is added, stays stopped and says so in one sentence', async () => {
    await writeFile(join(broker.ready.home, 'config.yaml'), 'version: 1\nservers:\n  memory: { builtin: memory }\n');
    await eventually(async () => expect(((await broker.api('status.get')) as Status).settingsFaults).toEqual([]));
    const server = (await broker.api('servers.add', { name: 'missing', command: 'no-such-command-anywhere' })) as Server;
    expect(server).toMatchObject({ state: 'failed', pid: null });
    expect(server.lastError).toContain('no-such-command-anywhere');
    await expectGoodCalls();
  });
});
