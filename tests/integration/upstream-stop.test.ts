import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { eventually } from '../helpers/eventually.ts';
import { groupMembers, oddServer, oddServerIn, Supervision } from '../helpers/supervision.ts';

/** The group that the server's process is in, while it runs. */
async function startedGroup(supervision: Supervision, members: number): Promise<number> {
  await supervision.supervisor.connect('odd');
  const { pid } = supervision.status('odd');
  if (pid === null) throw new Error('the server has no process');
  await eventually(() => expect(groupMembers(pid)).toHaveLength(members));
  return pid;
}

describe('stopping a server', () => {
  it('ends one that ignores the end of stdin and SIGTERM, the shell around it and what that started', async () => {
    await using supervision = await Supervision.open({ limits: { graceMs: 300 } });
    await supervision.applyLegacy({ odd: oddServerIn("trap '' TERM; sleep 600 & $SERVER; sleep 600", 'stubborn') });
    const group = await startedGroup(supervision, 3);
    await supervision.supervisor.stop('odd');
    expect(groupMembers(group)).toEqual([]);
    expect(supervision.status('odd')).toMatchObject({ state: 'stopped', pid: null });
  });

  it('lets one that writes something when stdin ends finish that, without a signal', async () => {
    await using supervision = await Supervision.open({ limits: { graceMs: 30_000 } });
    const file = join(supervision.folder, 'flushed');
    await supervision.applyLegacy({ odd: oddServer('flushing', file) });
    await startedGroup(supervision, 1);
    await supervision.supervisor.stop('odd');
    expect(await readFile(file, 'utf8')).toBe('complete');
    expect((await supervision.supervisor.log('odd', 100)).at(-1)).toContain('exited with code 0');
  });

  it('ends what the leader of the group left behind when it exits at the end of stdin', async () => {
    await using supervision = await Supervision.open({ limits: { graceMs: 300 } });
    await supervision.applyLegacy({ odd: oddServerIn('sleep 600 & exec $SERVER') });
    const group = await startedGroup(supervision, 2);
    await supervision.supervisor.stop('odd');
    expect(groupMembers(group)).toEqual([]);
  });

  it('waits for the calls under way and takes no new ones', async () => {
    await using supervision = await Supervision.open();
    await supervision.apply({ odd: oddServer() });
    const connection = await supervision.supervisor.connect('odd');
    const call = supervision.call('odd', 'slow', { milliseconds: 500 });
    await eventually(() => expect(supervision.status('odd').callsInFlight).toBe(1));
    const stopped = supervision.supervisor.stop('odd');
    expect(supervision.status('odd').state).toBe('stopping');
    await expect(connection.request('tools/list')).rejects.toMatchObject({ code: 'upstream_failed' });
    await expect(supervision.supervisor.connect('odd')).rejects.toMatchObject({ code: 'upstream_failed' });
    expect(await call).toBe('done');
    await stopped;
  });

  it('does not wait for a call for ever: its outcome is unknown', async () => {
    await using supervision = await Supervision.open({ limits: { drainMs: 200 } });
    await supervision.apply({ odd: oddServer() });
    await supervision.supervisor.connect('odd');
    const call = supervision.call('odd', 'never').catch((error: unknown) => error);
    await eventually(() => expect(supervision.status('odd').callsInFlight).toBe(1));
    await supervision.supervisor.stop('odd');
    expect(await call).toMatchObject({ code: 'outcome_unknown' });
  });

  it('is followed by a new life with the next call', async () => {
    await using supervision = await Supervision.open();
    await supervision.apply({ odd: oddServer() });
    const first = await supervision.call('odd', 'process');
    await Promise.all([supervision.supervisor.stop('odd'), supervision.supervisor.stop('odd')]);
    expect(await supervision.call('odd', 'process')).not.toBe(first);
  });
});

describe('a server whose leader dies by itself', () => {
  it('leaves nothing of its group behind', async () => {
    await using supervision = await Supervision.open({ limits: { graceMs: 300 } });
    await supervision.applyLegacy({ odd: oddServerIn("trap '' TERM; sleep 600 & exec $SERVER") });
    const group = await startedGroup(supervision, 2);
    process.kill(group, 'SIGKILL');
    await eventually(() => expect(groupMembers(group)).toEqual([]));
    // The first back-off is a chance between none and 250 ms: it may be over already.
    await eventually(() =>
      expect(supervision.status('odd')).toMatchObject({
        state: expect.stringMatching(/^(backing-off|stopped)$/),
        lastError: 'The server “odd” was ended by SIGKILL.',
      }),
    );
  });
});
