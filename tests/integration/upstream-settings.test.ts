import { describe, expect, it } from 'vitest';
import { groupMembers, oddServer, Supervision } from '../helpers/supervision.ts';

async function running(supervision: Supervision, server: string): Promise<number> {
  return Number(await supervision.call(server, 'process'));
}

describe('new settings', () => {
  it('leave a server alone that they do not change, also when only its time or its tools are new', async () => {
    await using supervision = await Supervision.open();
    await supervision.apply({ odd: oddServer() });
    const pid = await running(supervision, 'odd');
    await supervision.apply({ odd: oddServer('plain', '', { timeoutMs: 300, tools: new Map([['echo', { hidden: true }]]) }) });
    expect(await running(supervision, 'odd')).toBe(pid);
    await expect(supervision.call('odd', 'never')).rejects.toMatchObject({ message: expect.stringContaining('0.3 s') });
  });

  it('stop a server that they change; the next call starts what they say', async () => {
    await using supervision = await Supervision.open();
    await supervision.apply({ odd: oddServer() });
    const pid = await running(supervision, 'odd');
    const applied = supervision.apply({ odd: oddServer('plain', '', { env: { NEW: '1' } }) });
    const [environment] = await Promise.all([
      supervision.call('odd', 'environment').catch(() => supervision.call('odd', 'environment')),
      applied,
    ]);
    expect(groupMembers(pid)).toEqual([]);
    expect(JSON.parse(environment)).toMatchObject({ NEW: '1' });
  });

  it('stop a server that they no longer name', async () => {
    await using supervision = await Supervision.open();
    await supervision.apply({ odd: oddServer(), other: oddServer() });
    const [pid, other] = [await running(supervision, 'odd'), await running(supervision, 'other')];
    await supervision.apply({ other: oddServer() });
    expect([groupMembers(pid), groupMembers(other)]).toEqual([[], [other]]);
    await expect(supervision.supervisor.connect('odd')).rejects.toMatchObject({ code: 'not_found' });
  });

  it('keep a server from running that is disabled, or that nobody agreed to', async () => {
    await using supervision = await Supervision.open();
    await supervision.apply({ odd: oddServer(), other: oddServer() });
    const pids = [await running(supervision, 'odd'), await running(supervision, 'other')];
    await supervision.apply({ odd: oddServer('plain', '', { mode: 'disabled' }), other: oddServer() }, (name) => name !== 'other');
    expect(pids.flatMap((pid) => groupMembers(pid))).toEqual([]);
    expect(supervision.supervisor.statuses()).toMatchObject([
      { server: 'odd', state: 'disabled' },
      { server: 'other', state: 'needs-approval' },
    ]);
    await expect(supervision.supervisor.connect('odd')).rejects.toMatchObject({
      code: 'upstream_failed',
      message: expect.stringContaining('disabled'),
    });
    await expect(supervision.supervisor.start('other')).rejects.toMatchObject({ message: expect.stringContaining('agree') });
    await supervision.apply({ odd: oddServer(), other: oddServer() });
    expect(await running(supervision, 'other')).toBeGreaterThan(0);
  });

  it('give a server another chance that had failed', async () => {
    await using supervision = await Supervision.open();
    await supervision.apply({ odd: oddServer('plain', '', { cwd: '/no/such/folder' }) });
    await expect(supervision.supervisor.connect('odd')).rejects.toMatchObject({ code: 'upstream_failed' });
    await supervision.apply({ odd: oddServer() });
    expect(await running(supervision, 'odd')).toBeGreaterThan(0);
  });
});
