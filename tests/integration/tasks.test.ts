import { fileURLToPath } from 'node:url';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { CallToolResultSchema, ElicitRequestSchema, TaskStatusNotificationSchema } from '@modelcontextprotocol/sdk/types.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AuditRecord } from '../../contract/models.ts';
import { BrokerProcess, temporaryHome, textOf } from '../helpers/broker-process.ts';
import { eventually } from '../helpers/eventually.ts';
import { connectAs } from '../helpers/named-app.ts';

const server = fileURLToPath(new URL('../fixtures/servers/sdk-tasks.mjs', import.meta.url));
const config = `version: 1\nservers:\n  jobs: { command: ${process.execPath}, args: [${server}] }\nprofiles:\n  default: { exposure: full }\n`;
const stack = new AsyncDisposableStack();
let broker: BrokerProcess;
let cursor: Client;
let claude: Client;

beforeAll(async () => {
  const home = stack.use(await temporaryHome(config));
  broker = stack.use(await BrokerProcess.start(home.folder));
  cursor = stack.use(await connectAs(broker, 'cursor')).client;
  claude = stack.use(await connectAs(broker, 'claude', { elicitation: {} })).client;
  await Promise.all([cursor, claude].map((client) => eventually(async () => expect((await client.listTools()).tools.length).toBe(3))));
});
afterAll(() => stack.disposeAsync());

interface Ended {
  readonly states: string[];
  readonly taskId: string;
  readonly result: string;
}

/** What the SDK's client sees of a call that becomes a task. */
async function follow(client: Client, name: string, given: Record<string, unknown>): Promise<Ended> {
  const states: string[] = [];
  let [taskId, result] = ['', ''];
  const stream = client.experimental.tasks.callToolStream({ name, arguments: given }, CallToolResultSchema, { task: { ttl: 60_000 } });
  for await (const message of stream) {
    states.push(message.type === 'taskStatus' ? message.task.status : message.type);
    if (message.type === 'error') throw message.error;
    if (message.type === 'result') result = textOf(message.result);
    if (message.type === 'taskCreated') taskId = message.task.taskId;
  }
  return { states, taskId, result };
}

async function records(app: string): Promise<AuditRecord[]> {
  const page = (await broker.api('audit.search', { app, limit: 50 })) as { records: AuditRecord[] };
  return page.records.toReversed();
}

describe('a task of a server of the SDK', () => {
  it('is offered to the app as the server offers it', async () => {
    expect(cursor.getServerCapabilities()?.tasks).toEqual({ list: {}, cancel: {}, requests: { tools: { call: {} } } });
  });

  it('is followed to its end by the client of the SDK, under an id of ours', async () => {
    const { states, taskId, result } = await follow(cursor, 'jobs_get_report', { milliseconds: 300 });
    expect(states[0]).toBe('taskCreated');
    expect(states.slice(-2)).toEqual(['completed', 'result']);
    expect(result).toBe('waited 300 ms');
    expect(taskId).toMatch(/^[\w-]{22}$/);
  });

  it('stands in the log: that it began, that it ended, and what came of it', async () => {
    const { taskId } = await follow(cursor, 'jobs_get_report', { milliseconds: 50 });
    await cursor.experimental.tasks.getTaskResult(taskId, CallToolResultSchema);
    const logged = (await records('cursor')).slice(-3);
    expect(logged).toMatchObject([
      { kind: 'call.outcome', tool: 'jobs.get_report', status: 'ok', detail: 'task begun' },
      { kind: 'task.ended', tool: 'jobs.get_report', status: 'ok', detail: 'completed' },
      { kind: 'task.result', tool: 'jobs.get_report', status: 'ok', detail: 'text of 12 characters' },
    ]);
    expect(new Set(logged.map(({ callId }) => callId)).size).toBe(1);
  });

  it('is listed to its app and to no other', async () => {
    const { taskId } = await follow(cursor, 'jobs_get_report', { milliseconds: 10 });
    const own = await cursor.experimental.tasks.listTasks();
    expect(own.tasks.map((task) => task.taskId)).toContain(taskId);
    expect((await claude.experimental.tasks.listTasks()).tasks).toEqual([]);
  });

  it.each(['tasks/get', 'tasks/result', 'tasks/cancel'])("is not found by another app's %s", async (method) => {
    const { taskId } = await follow(cursor, 'jobs_get_report', { milliseconds: 10 });
    await expect(claude.request({ method, params: { taskId } }, CallToolResultSchema)).rejects.toMatchObject({ code: -32602 });
  });

  it('can be cancelled', async () => {
    const created = cursor.experimental.tasks.callToolStream(
      { name: 'jobs_get_report', arguments: { milliseconds: 60_000 } },
      CallToolResultSchema,
      {
        task: {},
      },
    );
    const first = await created.next();
    const taskId = first.value?.type === 'taskCreated' ? first.value.task.taskId : '';
    expect(await cursor.experimental.tasks.cancelTask(taskId)).toMatchObject({ taskId, status: 'cancelled' });
    expect((await records('cursor')).at(-1)).toMatchObject({ kind: 'task.ended', status: 'interrupted' });
    await created.return();
  });

  it('asks the app that began it while it runs, about that task, and goes on with the answer', async () => {
    const related: unknown[] = [];
    claude.setRequestHandler(ElicitRequestSchema, ({ params }) => {
      related.push(params._meta?.['io.modelcontextprotocol/related-task']);
      return { action: 'accept', content: { name: 'typed' } };
    });
    const { taskId, result } = await follow(claude, 'jobs_get_name', {});
    expect(result).toBe('the name is typed');
    expect(related).toEqual([{ taskId }]);
    const asked = (await records('claude')).find(({ kind }) => kind === 'elicitation.asked');
    expect(asked).toMatchObject({ app: 'claude', server: 'jobs', detail: 'the app answered: accept' });
    expect(JSON.stringify(asked)).not.toContain('typed');
  });

  it('tells its progress under the token of the call that began it, after that call was answered', async () => {
    const ticks: unknown[] = [];
    const call = { name: 'jobs_get_report', arguments: { milliseconds: 400 } };
    const onprogress = (tick: { progress: number }): void => void ticks.push(tick.progress);
    const stream = cursor.experimental.tasks.callToolStream(call, CallToolResultSchema, { task: {}, onprogress });
    expect((await stream.next()).value?.type).toBe('taskCreated');
    expect(ticks).toEqual([]);
    for await (const message of stream) if (message.type === 'error') throw message.error;
    expect(ticks).toEqual([1]);
  });

  it('tells its app, and no other, what becomes of it', async () => {
    const told: unknown[] = [];
    claude.setNotificationHandler(TaskStatusNotificationSchema, ({ params }) => void told.push(['claude', params.taskId]));
    cursor.setNotificationHandler(TaskStatusNotificationSchema, ({ params }) => void told.push(['cursor', params.taskId, params.status]));
    const { taskId } = await follow(cursor, 'jobs_get_report', { milliseconds: 100 });
    await eventually(() => expect(told).toEqual([['cursor', taskId, 'completed']]));
  });

  it.each([
    ['jobs_get_plain', 'get_plain', { task: {} }],
    ['jobs_get_name', 'get_name', {}],
    ['jobs_get_report', 'get_report', {}],
  ])('ends as it would without Patchbay where %s is called in a way that it may not be', async (shown, name, wish) => {
    await using direct = await directly();
    const call = (client: Client, called: string) => {
      const params = { name: called, arguments: { milliseconds: 10 }, ...wish };
      return client.request({ method: 'tools/call', params }, CallToolResultSchema).catch((error: unknown) => error);
    };
    expect(await call(cursor, shown)).toEqual(await call(direct.client, name));
  });
});

async function directly(): Promise<{ client: Client } & AsyncDisposable> {
  const client = new Client({ name: 'direct', version: '1' });
  await client.connect(new StdioClientTransport({ command: process.execPath, args: [server], stderr: 'inherit' }));
  return { client, [Symbol.asyncDispose]: () => client.close() };
}
