import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { AuditRecord } from '../../contract/models.ts';
import { BrokerProcess, connectApp, serverProgram, temporaryHome, textOf } from '../helpers/broker-process.ts';
import { eventually } from '../helpers/eventually.ts';
import { isRunning, processesWith } from '../helpers/processes.ts';

const kills = 10;

function endpointPid(home: string): Promise<number> {
  return eventually(async () => {
    const { pid } = JSON.parse(await readFile(join(home, 'run/endpoint.json'), 'utf8')) as { pid: number };
    if (!isRunning(pid)) throw new Error('Patchbay is not running yet.');
    return pid;
  });
}

async function stop(pid: number): Promise<void> {
  if (!isRunning(pid)) return;
  process.kill(pid, 'SIGTERM');
  await eventually(() => expect(isRunning(pid)).toBe(false));
}

/** Calls `echo` a hundred times a second until told to stop. Notes which nonces were answered. */
class Workload {
  readonly answered = new Set<string>();
  readonly failed: string[] = [];
  #stopped = false;
  #sent = 0;

  async run(client: Awaited<ReturnType<typeof connectApp>>['client']): Promise<void> {
    const calls: Promise<void>[] = [];
    while (!this.#stopped) {
      calls.push(this.#call(client, `nonce-${(this.#sent += 1)}`));
      await after(10);
    }
    await Promise.all(calls);
  }

  stop(): void {
    this.#stopped = true;
  }

  async #call(client: Awaited<ReturnType<typeof connectApp>>['client'], nonce: string): Promise<void> {
    try {
      const result = await client.callTool({ name: 'call_tool', arguments: { name: 'everything.echo', arguments: { message: nonce } } });
      if (textOf(result).includes(nonce)) this.answered.add(nonce);
      else this.failed.push(textOf(result));
    } catch (error) {
      this.failed.push(error instanceof Error ? error.message : String(error));
    }
  }
}

async function recordedNonces(broker: BrokerProcess): Promise<Set<string>> {
  const nonces = new Set<string>();
  let before: number | undefined;
  for (;;) {
    const page = (await broker.api('audit.search', { status: 'ok', limit: 1000, ...(before !== undefined && { before }) })) as {
      records: AuditRecord[];
    };
    for (const record of page.records) nonces.add(/nonce-\d+/.exec(record.arguments ?? '')?.[0] ?? '');
    before = page.records.at(-1)?.sequence;
    if (before === undefined) return nonces;
  }
}

describe.runIf(process.platform === 'linux')('Patchbay killed ten times during 100 calls a second', () => {
  it('comes back by itself: the app lives on, no answered call is missing in the log, no server is left behind', async () => {
    const marker = randomUUID();
    await using home = await temporaryHome(`version: 1
servers:
  everything: { command: ${process.execPath}, args: [${serverProgram('everything')}, stdio], env: { TEST_MARKER: ${marker} } }
`);
    const first = await BrokerProcess.start(home.folder);
    await using app = await connectApp(home.folder);
    const shim = app.transport.pid;
    const workload = new Workload();
    const running = workload.run(app.client);

    let pid = first.ready.pid;
    // The shim starts Patchbay again as a process of its own: whatever this test finds, the last one is ended.
    await using _last = { [Symbol.asyncDispose]: () => stop(pid) };
    for (let kill = 1; kill <= kills; kill += 1) {
      const answeredBefore = workload.answered.size;
      await eventually(() => expect(workload.answered.size).toBeGreaterThan(answeredBefore + 30));
      await after(Math.random() * 200);
      process.kill(pid, 'SIGKILL');
      await eventually(() => expect(isRunning(pid)).toBe(false));
      pid = await endpointPid(home.folder);
    }
    const answeredBefore = workload.answered.size;
    await eventually(() => expect(workload.answered.size).toBeGreaterThan(answeredBefore + 30));
    workload.stop();
    await running;

    expect(app.transport.pid).toBe(shim);
    expect(isRunning(shim ?? 0)).toBe(true);
    expect(workload.failed.filter((failure) => !failure.includes('Patchbay stopped while this call was running'))).toEqual([]);
    await eventually(() => expect(processesWith('TEST_MARKER', marker)).toHaveLength(1));
    await stop(pid);
    await eventually(() => expect(processesWith('TEST_MARKER', marker)).toEqual([]));

    await using afterwards = await BrokerProcess.start(home.folder);
    expect(await afterwards.api('audit.verify')).toMatchObject({ valid: true });
    const recorded = await recordedNonces(afterwards);
    expect([...workload.answered].filter((nonce) => !recorded.has(nonce))).toEqual([]);
  }, 400_000);
});
