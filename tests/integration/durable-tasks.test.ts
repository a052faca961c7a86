import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CallToolResultSchema } from '@modelcontextprotocol/sdk/types.js';
import { describe, expect, it } from 'vitest';
import { BrokerProcess, temporaryHome, textOf } from '../helpers/broker-process.ts';
import { eventually } from '../helpers/eventually.ts';
import { connectAs } from '../helpers/named-app.ts';
import { RawApp } from '../helpers/raw-app.ts';

const server = fileURLToPath(new URL('../fixtures/servers/durable-tasks.mjs', import.meta.url));
const configOf = (file: string, era: string) =>
  `version: 1\nservers:\n  jobs: { command: ${process.execPath}, args: [${server}, ${file}, ${era}] }\nprofiles:\n  default: { exposure: full }\n`;

/** Begins a task as this app, which then leaves. */
async function beginAs(broker: BrokerProcess, app: string): Promise<string> {
  await using connected = await connectAs(broker, app);
  const { client } = connected;
  await eventually(async () => expect((await client.listTools()).tools).toHaveLength(1));
  const call = { name: 'jobs_get_report', arguments: { text: 'cats' } };
  const stream = client.experimental.tasks.callToolStream(call, CallToolResultSchema, { task: { ttl: 600_000 } });
  const first = await stream.next();
  if (first.value?.type !== 'taskCreated') throw new Error(`No task began: ${JSON.stringify(first.value)}`);
  return first.value.task.taskId;
}

describe('a legacy task whose app left and whose Patchbay restarted', () => {
  it('is still its app’s to follow to the end, and to nobody else', async () => {
    await using home = await temporaryHome();
    const file = join(home.folder, 'tasks.json');
    await writeFile(join(home.folder, 'config.yaml'), configOf(file, 'legacy'), { mode: 0o600 });
    let taskId = '';
    {
      await using first = await BrokerProcess.start(home.folder);
      taskId = await beginAs(first, 'cursor');
    }
    await using second = await BrokerProcess.start(home.folder);
    await using cursor = await connectAs(second, 'cursor');
    await using claude = await connectAs(second, 'claude');
    expect(await cursor.client.experimental.tasks.getTask(taskId)).toMatchObject({ taskId, status: 'working', ttl: 600_000 });
    await expect(claude.client.experimental.tasks.getTask(taskId)).rejects.toMatchObject({ code: -32602 });
    await expect(claude.client.experimental.tasks.getTask('task-1')).rejects.toMatchObject({ code: -32602 });
    await writeFile(`${file}.done`, '');
    expect(await cursor.client.experimental.tasks.getTask(taskId)).toMatchObject({ taskId, status: 'completed' });
    const result = await cursor.client.experimental.tasks.getTaskResult(taskId, CallToolResultSchema);
    expect(textOf(result)).toBe('report on cats');
    expect(result._meta).toEqual({ 'io.modelcontextprotocol/related-task': { taskId } });
    expect((await cursor.client.experimental.tasks.listTasks()).tasks.map((task) => task.taskId)).toEqual([taskId]);
  });
});

interface ModernTask {
  readonly taskId: string;
  readonly status: string;
  readonly result?: { content: { text: string }[] };
}

const declared = { extensions: { 'io.modelcontextprotocol/tasks': {} } };

/** A modern app's view of its own task. */
async function stateOf(app: RawApp, id: number, taskId: string): Promise<ModernTask> {
  return (await app.askModern(id, 'tasks/get', { taskId }, declared)).result as unknown as ModernTask;
}

/** Begins a task as this modern app. */
async function beginModern(app: RawApp): Promise<ModernTask> {
  let id = 0;
  await eventually(async () => {
    id += 1;
    expect(JSON.stringify(await app.askModern(id, 'tools/list', {}, declared))).toContain('jobs_get_report');
  });
  const { result } = await app.askModern(100, 'tools/call', { name: 'jobs_get_report', arguments: { text: 'cats' } }, declared);
  return result as unknown as ModernTask;
}

describe('a modern task whose app left and whose Patchbay restarted', () => {
  it('is still its app’s to follow to the end, and to nobody else', async () => {
    await using home = await temporaryHome();
    const file = join(home.folder, 'tasks.json');
    await writeFile(join(home.folder, 'config.yaml'), configOf(file, 'modern'), { mode: 0o600 });
    let taskId = '';
    {
      await using first = await BrokerProcess.start(home.folder);
      await using app = await RawApp.startAs(first, 'cursor');
      const begun = await beginModern(app);
      expect(begun).toMatchObject({ resultType: 'task', status: 'working', ttlMs: 600_000, pollIntervalMs: 50 });
      taskId = begun.taskId;
      expect(taskId).toMatch(/^[\w-]{22}$/);
    }
    await using second = await BrokerProcess.start(home.folder);
    await using cursor = await RawApp.startAs(second, 'cursor');
    await using claude = await RawApp.startAs(second, 'claude');
    expect(await stateOf(cursor, 1, taskId)).toMatchObject({ taskId, status: 'working' });
    expect((await claude.askModern(1, 'tasks/get', { taskId }, declared)).error).toMatchObject({ code: -32602 });
    expect((await cursor.askModern(2, 'tasks/get', { taskId })).error).toMatchObject({
      code: -32021,
      data: { requiredCapabilities: declared },
    });
    await writeFile(`${file}.done`, '');
    expect(await stateOf(cursor, 3, taskId)).toMatchObject({
      taskId,
      status: 'completed',
      result: { content: [{ text: 'report on cats' }] },
    });
  });
});

describe('a modern app that listens to its task', () => {
  it('hears of its end on that stream, and hears nothing of what is not its own', async () => {
    await using home = await temporaryHome();
    const file = join(home.folder, 'tasks.json');
    await writeFile(join(home.folder, 'config.yaml'), configOf(file, 'modern'), { mode: 0o600 });
    await using broker = await BrokerProcess.start(home.folder);
    await using cursor = await RawApp.startAs(broker, 'cursor');
    await using claude = await RawApp.startAs(broker, 'claude');
    const { taskId } = await beginModern(cursor);
    const listen = { notifications: { taskIds: [taskId, 'unknown', 'task-1'] } };
    for (const app of [cursor, claude]) void app.askModern(200, 'subscriptions/listen', listen, declared).catch(() => undefined);
    const toldTo = (app: RawApp) => app.answers.filter(({ method }) => method !== undefined);
    const _meta = { 'io.modelcontextprotocol/subscriptionId': 200 };
    await eventually(() => {
      expect(toldTo(cursor)).toMatchObject([{ params: { notifications: { taskIds: [taskId] }, _meta } }]);
      expect(toldTo(claude)).toMatchObject([{ params: { notifications: {}, _meta } }]);
    });
    await writeFile(`${file}.done`, '');
    const result = { content: [{ text: 'report on cats' }] };
    await eventually(() =>
      expect(toldTo(cursor)[1]).toMatchObject({ method: 'notifications/tasks', params: { taskId, status: 'completed', result, _meta } }),
    );
    expect(await broker.api('servers.list')).toMatchObject([{ callsInFlight: 0 }]);
    expect(toldTo(claude)).toHaveLength(1);
    expect(JSON.stringify(toldTo(cursor))).not.toContain('task-1');
  });
});
