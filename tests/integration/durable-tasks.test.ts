import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CallToolResultSchema } from '@modelcontextprotocol/sdk/types.js';
import { describe, expect, it, vi } from 'vitest';
import { BrokerProcess, temporaryHome, textOf } from '../helpers/broker-process.ts';
import { connectAs } from '../helpers/named-app.ts';

const server = fileURLToPath(new URL('../fixtures/servers/durable-tasks.mjs', import.meta.url));
const configOf = (file: string) =>
  `version: 1\nservers:\n  jobs: { command: ${process.execPath}, args: [${server}, ${file}] }\nprofiles:\n  default: { exposure: full }\n`;

/** Begins a task as this app, which then leaves. */
async function beginAs(broker: BrokerProcess, app: string): Promise<string> {
  await using connected = await connectAs(broker, app);
  const { client } = connected;
  await vi.waitFor(async () => expect((await client.listTools()).tools).toHaveLength(1), 5000);
  const call = { name: 'jobs_get_report', arguments: { text: 'cats' } };
  const stream = client.experimental.tasks.callToolStream(call, CallToolResultSchema, { task: { ttl: 600_000 } });
  const first = await stream.next();
  if (first.value?.type !== 'taskCreated') throw new Error(`No task began: ${JSON.stringify(first.value)}`);
  return first.value.task.taskId;
}

describe('a task whose app left and whose Patchbay restarted', () => {
  it('is still its app’s to follow to the end, and to nobody else', async () => {
    await using home = await temporaryHome();
    const file = join(home.folder, 'tasks.json');
    await writeFile(join(home.folder, 'config.yaml'), configOf(file), { mode: 0o600 });
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
