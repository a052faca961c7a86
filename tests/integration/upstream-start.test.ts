import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { groupMembers, oddServer, referenceServer, stdioServer, Supervision } from '../helpers/supervision.ts';

async function failure(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => 'it succeeded',
    (error: unknown) => error,
  );
}

describe('a server that can never be started', () => {
  it('has failed at once with the reason of the system, and is not tried again', async () => {
    await using supervision = await Supervision.open();
    const script = join(supervision.folder, 'not-executable');
    await writeFile(script, '#!/bin/sh\n', { mode: 0o600 });
    await supervision.apply({
      missing: stdioServer('patchbay-no-such-command', []),
      forbidden: stdioServer(script, []),
      homeless: oddServer('plain', '', { cwd: join(supervision.folder, 'nowhere') }),
      mistyped: stdioServer('sh', ['-c', 'patchbay-no-such-command']),
    });
    const reasons = {
      missing: 'was not found (ENOENT)',
      forbidden: 'may not be executed (EACCES)',
      homeless: 'does not exist',
      mistyped: 'exited with code 127',
    };
    for (const [server, reason] of Object.entries(reasons)) {
      expect(await failure(supervision.supervisor.connect(server))).toMatchObject({
        code: 'upstream_failed',
        message: expect.stringContaining(reason),
      });
      expect(supervision.status(server)).toMatchObject({ state: 'failed', pid: null, lastError: expect.stringContaining(reason) });
    }
    const log = await supervision.supervisor.log('mistyped', 100);
    await failure(supervision.supervisor.connect('mistyped'));
    expect(await supervision.supervisor.log('mistyped', 100)).toEqual(log);
  });

  it('is tried again when a person starts it', async () => {
    await using supervision = await Supervision.open();
    const cwd = join(supervision.folder, 'later');
    await supervision.apply({ odd: oddServer('plain', '', { cwd }) });
    await failure(supervision.supervisor.connect('odd'));
    await mkdir(cwd);
    await supervision.supervisor.start('odd');
    expect(await supervision.call('odd', 'folder')).toBe(cwd);
    expect(supervision.status('odd').lastError).toBeNull();
  });
});

describe('a server that does not become ready', () => {
  it('is given up, and ended, when it never answers initialize', async () => {
    await using supervision = await Supervision.open({ limits: { startMs: 300 } });
    await supervision.apply({ odd: oddServer('mute') });
    expect(await failure(supervision.supervisor.connect('odd'))).toMatchObject({
      code: 'upstream_failed',
      message: expect.stringMatching(/did not answer initialize within 0\.[1-3] s/),
    });
    expect(supervision.status('odd')).toMatchObject({ state: 'backing-off', pid: null });
  });

  it('is refused when it speaks a version that nobody knows', async () => {
    await using supervision = await Supervision.open();
    await supervision.apply({ odd: oddServer('future') });
    expect(await failure(supervision.supervisor.connect('odd'))).toMatchObject({ message: expect.stringContaining('2099-01-01') });
  });

  it('has failed to start when its catalog cannot be read', async () => {
    await using supervision = await Supervision.open({ ready: () => Promise.reject(new Error('no list')) });
    await supervision.apply({ odd: oddServer() });
    expect(await failure(supervision.supervisor.connect('odd'))).toMatchObject({
      code: 'upstream_failed',
      message: expect.stringContaining('no list'),
    });
  });

  it('does not keep a caller longer than that one wants to wait', async () => {
    await using supervision = await Supervision.open();
    await supervision.apply({ odd: oddServer('mute') });
    expect(await failure(supervision.supervisor.connect('odd', { signal: AbortSignal.timeout(200) }))).toMatchObject({
      code: 'upstream_failed',
    });
    const caller = new AbortController();
    const waiting = failure(supervision.supervisor.connect('odd', { signal: caller.signal }));
    caller.abort();
    expect(await waiting).toMatchObject({ name: 'AbortError' });
    expect(supervision.status('odd').state).toBe('starting');
    await supervision.supervisor.stop('odd');
    expect(supervision.status('odd').state).toBe('stopped');
  });
});

describe('a server that exits at once, always', () => {
  it('is started again after a delay by the next call, and after five times only by a person', async () => {
    await using supervision = await Supervision.open();
    await supervision.apply({ crashing: stdioServer('sh', ['-c', 'exit 1']) });
    for (let crash = 1; crash <= 5; crash += 1) {
      expect(await failure(supervision.supervisor.connect('crashing'))).toMatchObject({
        code: 'upstream_failed',
        message: expect.stringContaining('exited with code 1'),
      });
    }
    expect(supervision.status('crashing')).toMatchObject({ state: 'failed', lastError: expect.stringContaining('keeps crashing') });
    const starts = async (): Promise<number> =>
      (await supervision.supervisor.log('crashing', 100)).filter((line) => line.includes('started as')).length;
    // Once more than it crashed: the first time it was asked for its era before.
    expect(await starts()).toBe(6);
    await failure(supervision.supervisor.connect('crashing'));
    expect(await starts()).toBe(6);
    await failure(supervision.supervisor.start('crashing'));
    // Before anything is read: the delay may be over by then.
    expect(supervision.status('crashing').state).toBe('backing-off');
    expect(await starts()).toBe(7);
  });
});

describe('a server', () => {
  it('is not started before somebody calls it, and is one process for all who call at once', async () => {
    await using supervision = await Supervision.open();
    await supervision.apply({ odd: oddServer() });
    expect(supervision.status('odd')).toEqual({
      server: 'odd',
      state: 'stopped',
      pid: null,
      callsInFlight: 0,
      noiseLines: 0,
      startedAt: null,
      lastError: null,
    });
    const pids = await Promise.all(Array.from({ length: 20 }, () => supervision.call('odd', 'process')));
    expect(new Set(pids).size).toBe(1);
    expect(supervision.status('odd')).toMatchObject({ state: 'running', pid: Number(pids[0]) });
    expect(groupMembers(Number(pids[0]))).toEqual([Number(pids[0])]);
  });

  it('is handed out after its catalog was read, with what it says about itself', async () => {
    const order: string[] = [];
    await using supervision = await Supervision.open({
      ready: async (connection) => {
        await connection.request('tools/list');
        order.push('ready');
      },
    });
    await supervision.apply({ odd: oddServer() });
    const connection = await supervision.supervisor.connect('odd');
    order.push('connected');
    expect(order).toEqual(['ready', 'connected']);
    expect(connection).toMatchObject({
      server: 'odd',
      hello: { capabilities: { tools: {} }, serverInfo: { name: 'odd' }, instructions: null },
    });
    expect(await supervision.call('odd', 'seen')).toBe('notifications/initialized');
  });

  it.each(['everything', 'memory'] as const)('of the reference servers works: %s', async (name) => {
    await using supervision = await Supervision.open();
    await supervision.apply({ [name]: referenceServer(name) });
    const connection = await supervision.supervisor.connect(name);
    const { tools } = await connection.request('tools/list');
    expect(tools).toContainEqual(expect.objectContaining({ name: name === 'everything' ? 'echo' : 'read_graph' }));
  });
});
