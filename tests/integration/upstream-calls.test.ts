import { realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import type { JsonObject } from '../../main/wire/frame.ts';
import { JsonRpcPeer } from '../../main/wire/json-rpc-peer.ts';
import { linkedChannels } from '../../main/wire/linked-channels.ts';
import { eventually } from '../helpers/eventually.ts';
import { oddServer, referenceServer, Supervision } from '../helpers/supervision.ts';

const callTool = (name: string, args: JsonObject = {}): JsonObject => ({ name, arguments: args });

describe('a call that is under way when its server dies', () => {
  it('has an unknown outcome at once; the next call starts the server again', async () => {
    await using supervision = await Supervision.open();
    await supervision.apply({ odd: oddServer() });
    const pid = await supervision.call('odd', 'process');
    const calls = Array.from({ length: 100 }, () => supervision.call('odd', 'never').catch((error: unknown) => error));
    await eventually(() => expect(supervision.status('odd').callsInFlight).toBe(100));
    process.kill(Number(pid), 'SIGKILL');
    for (const error of await Promise.all(calls)) expect(error).toMatchObject({ code: 'outcome_unknown' });
    expect(await supervision.call('odd', 'process')).not.toBe(pid);
    expect(supervision.status('odd')).toMatchObject({ state: 'running', lastError: null });
  });

  it('has simply failed when it could have changed nothing', async () => {
    await using supervision = await Supervision.open();
    await supervision.apply({ odd: oddServer() });
    const connection = await supervision.supervisor.connect('odd');
    await expect(
      Promise.all([connection.request('tools/call', callTool('exit', { code: 3 })), connection.request('tools/list')]),
    ).rejects.toThrow('ended before');
    await expect(connection.request('tools/list')).rejects.toMatchObject({ code: 'upstream_failed' });
    // The first back-off is a chance between none and 250 ms: it may be over already.
    await eventually(() =>
      expect(supervision.status('odd')).toMatchObject({
        state: expect.stringMatching(/^(backing-off|stopped)$/),
        lastError: 'The server “odd” exited with code 3.',
      }),
    );
  });

  it('is no crash when the server ended in order', async () => {
    await using supervision = await Supervision.open();
    await supervision.apply({ odd: oddServer() });
    await expect(supervision.call('odd', 'exit', { code: 0 })).rejects.toMatchObject({ code: 'outcome_unknown' });
    await eventually(() => expect(supervision.status('odd').state).toBe('stopped'));
  });
});

describe('a call that takes too long', () => {
  it('times out after the time of its server, and the server goes on', async () => {
    await using supervision = await Supervision.open();
    await supervision.apply({ odd: oddServer('plain', '', { timeoutMs: 200 }) });
    await expect(supervision.call('odd', 'never')).rejects.toMatchObject({
      code: 'upstream_timeout',
      message: 'The server “odd” did not answer tools/call within 0.2 s.',
    });
    expect(await supervision.call('odd', 'seen')).toContain('notifications/cancelled');
    expect(supervision.status('odd').callsInFlight).toBe(0);
  });
});

describe('an answer that is too large', () => {
  it('fails its own call and no other', async () => {
    await using supervision = await Supervision.open();
    await supervision.apply({ odd: oddServer() });
    const slow = supervision.call('odd', 'slow', { milliseconds: 500 });
    await expect(supervision.call('odd', 'huge', { bytes: 65 * 1024 * 1024 })).rejects.toMatchObject({ code: 'too_large' });
    expect(await slow).toBe('done');
    expect(await supervision.call('odd', 'huge', { bytes: 20 * 1024 * 1024 })).toHaveLength(20 * 1024 * 1024);
  });
});

describe('noise on the stdout of a server', () => {
  it('is counted and logged, and disturbs no call', async () => {
    await using supervision = await Supervision.open();
    await supervision.apply({ odd: oddServer('noisy') });
    expect(await supervision.call('odd', 'echo', { message: 'é€😀' })).toBe('é€😀');
    expect(supervision.status('odd').noiseLines).toBe(6);
    const log = await supervision.supervisor.log('odd', 100);
    expect(log.join('\n')).toContain('Server is ready!');
    expect(log).toContain('red turned');
    expect(log.join('')).not.toMatch(/[\u001b\u202e\u0000]/);
    const file = await stat(join(supervision.folder, 'logs/odd.log'));
    expect(file.mode & 0o777).toBe(0o600);
  });
});

describe('a server', () => {
  it('inherits a few variables and none of Patchbay, and works in a folder of its own', async () => {
    vi.stubEnv('PATCHBAY_APP_KEY', 'secret');
    vi.stubEnv('SOME_TOKEN', 'secret');
    await using supervision = await Supervision.open();
    await supervision.apply({ odd: oddServer('plain', '', { env: { TOKEN: 'its own' } }) });
    const environment = JSON.parse(await supervision.call('odd', 'environment')) as Record<string, string>;
    vi.unstubAllEnvs();
    expect(environment).toMatchObject({ PATH: process.env['PATH'], TOKEN: 'its own' });
    expect(Object.keys(environment).filter((name) => /^PATCHBAY_|SOME_TOKEN/.test(name))).toEqual([]);
    expect(await supervision.call('odd', 'folder')).toBe(await realpath(join(supervision.folder, 'work/odd')));
  });

  it('gets an answer to a ping, and a refusal of what nobody offers', async () => {
    await using supervision = await Supervision.open();
    await supervision.apply({ odd: oddServer() });
    expect(JSON.parse(await supervision.call('odd', 'ask'))).toEqual([{}, expect.objectContaining({ code: -32601 })]);
  });

  it('can report progress and send notifications', async () => {
    await using supervision = await Supervision.open();
    await supervision.apply({ everything: referenceServer('everything') });
    const heard: string[] = [];
    supervision.supervisor.notifications.subscribe(({ server, frame }) => heard.push(`${server} ${frame.method}`));
    const connection = await supervision.supervisor.connect('everything');
    const ticks: JsonObject[] = [];
    const params = callTool('trigger-long-running-operation', { duration: 0.3, steps: 3 });
    await connection.request('tools/call', params, { onProgress: (tick) => ticks.push(tick) });
    expect(ticks.map(({ progress }) => progress)).toEqual([1, 2, 3]);
    await eventually(() => expect(heard).toContain('everything notifications/tools/list_changed'));
  });
});

describe('a built-in server', () => {
  it('is shaken hands with, called and stopped like any other', async () => {
    const [outside, inside] = linkedChannels();
    const builtIn = new JsonRpcPeer(inside, {
      request: ({ method }) => Promise.resolve({ protocolVersion: '2025-06-18', method }),
      notification: () => {},
    });
    builtIn.start();
    await using supervision = await Supervision.open({ openBuiltin: () => outside });
    await supervision.apply({
      memory: { kind: 'builtin', builtin: 'memory', roots: [], mode: 'shared', timeoutMs: 1000, tools: new Map() },
    });
    const connection = await supervision.supervisor.connect('memory');
    expect(await connection.request('tools/call')).toMatchObject({ method: 'tools/call' });
    expect(supervision.status('memory')).toMatchObject({ state: 'running', pid: null });
    await supervision.supervisor.stop('memory');
    await builtIn.closed;
    expect(supervision.status('memory').state).toBe('stopped');
  });
});
