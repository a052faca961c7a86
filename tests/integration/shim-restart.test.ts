import { once } from 'node:events';
import { readFile, rm } from 'node:fs/promises';
import type { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { ListRootsRequestSchema, McpError, ToolListChangedNotificationSchema } from '@modelcontextprotocol/sdk/types.js';
import { describe, expect, it, vi } from 'vitest';
import { readEndpoint } from '../../main/lib/endpoint.ts';
import { eventually } from '../helpers/eventually.ts';
import { endChild, framesOf, request, ShimBench } from '../helpers/shim-bench.ts';

const echo = (text: string) => ({ name: 'echo', arguments: { text } });
const said = (text: string) => ({ content: [{ type: 'text', text }] });
const longer = { timeout: 120_000 };

/** A call that the dying Patchbay may still have got is made again. */
async function echoAgain(client: Client, text: string, repeated: () => void = () => undefined): Promise<unknown> {
  try {
    return await client.callTool(echo(text), undefined, longer);
  } catch (error) {
    if (!(error instanceof McpError) || !isUnknownOutcome(error.data)) throw error;
    repeated();
    return client.callTool(echo(text), undefined, longer);
  }
}

/** The Patchbay that came after this one: it answers a moment before it says who it is. */
function nextHost(bench: ShimBench, before: number | undefined): Promise<number> {
  return eventually(async () => {
    const pid = (await readEndpoint(bench.home))?.pid;
    if (pid === undefined || pid === before) throw new Error('The next one has not announced itself yet.');
    return pid;
  });
}

function isUnknownOutcome(data: unknown): boolean {
  return typeof data === 'object' && data !== null && 'outcome' in data && data.outcome === 'unknown';
}

describe.concurrent('a Patchbay that is killed with calls in flight', () => {
  it('leaves each of them with an error that says that the outcome is unknown, and the session alive', async () => {
    await using bench = await ShimBench.create();
    const host = await bench.startHost();
    const client = await bench.connect();
    const calls = Promise.allSettled(Array.from({ length: 20 }, () => client.callTool({ name: 'slow' })));
    await eventually(async () => expect(await bench.notes('calls')).toHaveLength(20));
    await endChild(host);
    const outcomes = await calls;
    expect(outcomes.map((outcome) => outcome.status === 'rejected' && outcome.reason)).toEqual(
      Array(20).fill(
        expect.objectContaining({
          code: -32014,
          data: { code: 'restarting', outcome: 'unknown' },
          message: expect.stringContaining('unknown'),
        }),
      ),
    );
    expect(await echoAgain(client, 'after')).toEqual(said('after'));
    expect((await bench.notes('starts')).length).toBe(2);
  });

  it('is started again by itself, with the handshake replayed and the app told to look again', async () => {
    await using bench = await ShimBench.create();
    const host = await bench.startHost();
    const changed = vi.fn();
    const client = await bench.connect((fresh) => fresh.setNotificationHandler(ToolListChangedNotificationSchema, changed));
    await eventually(async () => expect(await bench.notes('notifications')).toEqual(['notifications/initialized']));
    await endChild(host);
    await eventually(() => expect(changed).toHaveBeenCalledTimes(1));
    expect(await client.callTool(echo('hello again'))).toEqual(said('hello again'));
    expect(await bench.notes('notifications')).toEqual(['notifications/initialized', 'notifications/initialized']);
  });

  it('is survived ten times in a row without the app noticing more than the wait', async () => {
    await using bench = await ShimBench.create();
    let pid = (await bench.startHost()).pid;
    const client = await bench.connect();
    let repeats = 0;
    for (let round = 0; round < 10; round += 1) {
      if (pid !== undefined) process.kill(pid, 'SIGKILL');
      expect(await echoAgain(client, `round ${round}`, () => (repeats += 1))).toEqual(said(`round ${round}`));
      pid = await nextHost(bench, pid);
    }
    const calls = (await bench.notes('calls')).length;
    expect(calls).toBeGreaterThanOrEqual(10);
    expect(calls).toBeLessThanOrEqual(10 + repeats);
  });

  it('never sends a call twice', async () => {
    await using bench = await ShimBench.create();
    const host = await bench.startHost();
    const client = await bench.connect();
    const call = expect(client.callTool({ name: 'slow' })).rejects.toMatchObject({ data: { outcome: 'unknown' } });
    await eventually(async () => expect(await bench.notes('calls')).toEqual(['slow']));
    await endChild(host);
    await call;
    await client.callTool(echo('x'), undefined, longer);
    expect(await bench.notes('calls')).toEqual(['slow', 'echo']);
  });

  it('gets no answer of the app that was meant for the one before', async () => {
    await using bench = await ShimBench.create();
    const host = await bench.startHost();
    const answers: (() => void)[] = [];
    const client = await bench.connect((fresh) =>
      fresh.setRequestHandler(
        ListRootsRequestSchema,
        () => new Promise((resolve) => answers.push(() => resolve({ roots: [{ uri: `file:///${answers.length}` }] }))),
      ),
    );
    const first = expect(client.callTool({ name: 'ask' })).rejects.toMatchObject({ data: { code: 'restarting' } });
    await eventually(() => expect(answers).toHaveLength(1));
    await endChild(host);
    await first;
    answers[0]?.();
    const second = client.callTool({ name: 'ask' }, undefined, longer);
    await eventually(() => expect(answers).toHaveLength(2));
    answers[1]?.();
    expect(await second).toEqual(said('{"roots":[{"uri":"file:///2"}]}'));
  });

  it('answers an initialize that it had not answered yet after all', async () => {
    await using bench = await ShimBench.create();
    const host = await bench.startHost();
    const shim = bench.startShim();
    const frames = framesOf(shim);
    shim.stdin.write(request(0, 'server/discover'));
    await eventually(() => expect(frames).toHaveLength(1));
    host.kill('SIGSTOP');
    shim.stdin.write(
      request(1, 'initialize', { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'a', version: '1' } }),
    );
    await endChild(host);
    await eventually(() => expect(frames.map(({ id }) => id)).toEqual([0, 1]));
    expect(frames[1]).toHaveProperty('result.serverInfo.name', 'broker-host');
  });
});

describe.concurrent('a Patchbay that was quit', () => {
  it('is not started again; requests are answered with a sentence until the person starts it', async () => {
    await using bench = await ShimBench.create();
    const host = await bench.startHost();
    const client = await bench.connect();
    host.kill('SIGTERM');
    await once(host, 'exit');
    const refused = {
      code: -32014,
      data: { code: 'restarting', outcome: 'not_sent' },
      message: expect.stringContaining('Patchbay was quit; start it again'),
    };
    await expect(client.callTool(echo('too soon'))).rejects.toMatchObject(refused);
    await expect(client.ping()).rejects.toMatchObject(refused);
    expect(await bench.notes('starts')).toHaveLength(1);
    await bench.startHost();
    await eventually(async () => expect(await client.callTool(echo('back'))).toEqual(said('back')));
    expect(await bench.notes('starts')).toHaveLength(2);
  });

  it('and started again at once, as by an update, is only a wait', async () => {
    await using bench = await ShimBench.create();
    const host = await bench.startHost();
    const client = await bench.connect();
    host.kill('SIGTERM');
    await once(host, 'exit');
    const call = client.callTool(echo('patience'), undefined, longer);
    await bench.startHost();
    expect(await call).toEqual(said('patience'));
  });
});

describe('ten shims at once without a Patchbay', () => {
  it('start exactly one, and all are served', async () => {
    await using bench = await ShimBench.create();
    const host = await bench.startHost();
    await endChild(host);
    const clients = await Promise.all(Array.from({ length: 10 }, () => bench.connect()));
    const answers = await Promise.all(clients.map((client, number) => client.callTool(echo(String(number)))));
    expect(answers).toEqual(clients.map((_, number) => said(String(number))));
    expect(await bench.notes('starts')).toHaveLength(2);
  });

  it('all come back after it was killed under them, and it is started once', async () => {
    await using bench = await ShimBench.create();
    const host = await bench.startHost();
    const clients = await Promise.all(Array.from({ length: 10 }, () => bench.connect()));
    await endChild(host);
    const answers = await Promise.all(clients.map((client, number) => echoAgain(client, String(number))));
    expect(answers).toEqual(clients.map((_, number) => said(String(number))));
    expect(await bench.notes('starts')).toHaveLength(2);
  });
});

describe.concurrent('a Patchbay that a shim starts', () => {
  it('outlives the shim and does not inherit the key of the app', async () => {
    await using bench = await ShimBench.create();
    const host = await bench.startHost();
    await endChild(host);
    const shim = bench.startShim({ PATCHBAY_APP_KEY: await readFile(`${bench.home.keys}/cli.key`, 'utf8') });
    const frames = framesOf(shim);
    shim.stdin.write(request(1, 'tools/list'));
    await eventually(() => expect(frames).toHaveLength(1));
    shim.stdin.end();
    await once(shim, 'close');
    const pid = (await readEndpoint(bench.home))?.pid ?? 0;
    expect(process.kill(pid, 0)).toBe(true);
    expect(await readFile(`/proc/${pid}/environ`, 'utf8')).not.toContain('PATCHBAY_APP_KEY');
  });

  it('is tried again when the home loses its sockets meanwhile', async () => {
    await using bench = await ShimBench.create();
    const host = await bench.startHost();
    const client = await bench.connect();
    await rm(bench.home.socket);
    await endChild(host);
    expect(await echoAgain(client, 'still here')).toEqual(said('still here'));
  });
});
