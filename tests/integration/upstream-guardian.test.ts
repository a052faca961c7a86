import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { identityOf } from '../../main/lib/process-identity.ts';
import { childrenOf } from '../helpers/children.ts';
import { eventually } from '../helpers/eventually.ts';
import { groupMembers, guardianProgram, oddServer, oddServerIn, Supervision } from '../helpers/supervision.ts';

const host = fileURLToPath(new URL('../fixtures/supervisor-host.mjs', import.meta.url));

/** A small broker in a process of its own, with the odd server in a shell as its only server. */
async function startHost(folder: string, script: string): Promise<{ host: ChildProcess; group: number }> {
  const { env } = oddServerIn(script, 'stubborn');
  const child = spawn(process.execPath, [host, folder, script], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...env, GUARDIAN: guardianProgram.args[0] },
  });
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  return { host: child, group: Number(line) };
}

async function kill(child: ChildProcess): Promise<void> {
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
}

/** The guardians that this process has started. */
function guardians(): number[] {
  return childrenOf(process.pid)
    .filter(({ command }) => command.includes('guardian/main.js'))
    .map(({ pid }) => pid);
}

describe('a broker that is killed', () => {
  it('leaves no process behind: its guardian ends the whole tree and then itself', async () => {
    await using supervision = await Supervision.open();
    const { host: broker, group } = await startHost(supervision.folder, "trap '' TERM; sleep 600 & $SERVER; sleep 600");
    const guardian = childrenOf(broker.pid ?? 0).find(({ command }) => command.includes('guardian/main.js'));
    await eventually(() => expect(groupMembers(group)).toHaveLength(3));
    await kill(broker);
    await eventually(() => expect(groupMembers(group)).toEqual([]));
    await eventually(() => expect(groupMembers(guardian?.pid ?? group)).toEqual([]));
    expect(guardian).toBeDefined();
  });

  it('and whose guardian was killed too, is cleaned up after by the next one', async () => {
    await using supervision = await Supervision.open();
    const { host: broker, group } = await startHost(supervision.folder, '$SERVER');
    const guardian = childrenOf(broker.pid ?? 0).find(({ command }) => command.includes('guardian/main.js'));
    await eventually(async () =>
      expect(await readFile(join(supervision.folder, 'run/upstreams.json'), 'utf8')).toContain(`"pid":${group}`),
    );
    broker.kill('SIGSTOP');
    process.kill(guardian?.pid ?? 0, 'SIGKILL');
    await kill(broker);
    expect(groupMembers(group).length).toBeGreaterThan(0);
    await supervision.apply({});
    expect(groupMembers(group)).toEqual([]);
    expect(supervision.logged).toEqual([`The server process ${group} was left by an earlier Patchbay and is ended.`]);
  });
});

describe('a record of an earlier Patchbay', () => {
  it('ends nobody who only has the number of a process that was left', async () => {
    await using supervision = await Supervision.open();
    const bystander = spawn('sleep', ['600'], { detached: true, stdio: 'ignore' });
    const record = join(supervision.folder, 'run/upstreams.json');
    await mkdir(dirname(record));
    await writeFile(
      record,
      JSON.stringify([{ ...identityOf(bystander.pid ?? 0), startedAt: 'another time' }, { pid: 1, startedAt: null }, 'nonsense']),
    );
    await supervision.apply({});
    expect(groupMembers(bystander.pid ?? 0)).toHaveLength(1);
    await kill(bystander);
  });

  it('that is damaged is passed over', async () => {
    await using supervision = await Supervision.open();
    await mkdir(join(supervision.folder, 'run'));
    await writeFile(join(supervision.folder, 'run/upstreams.json'), '[{"pid":');
    await supervision.apply({ odd: oddServer() });
    expect(await supervision.call('odd', 'echo', { message: 'works' })).toBe('works');
    expect(supervision.logged).toEqual([expect.stringContaining('could not be read')]);
  });
});

describe('the guardian', () => {
  it('is started with the first server, is one for all, and ends with the supervisor', async () => {
    const before = guardians();
    {
      await using supervision = await Supervision.open();
      await supervision.apply({ odd: oddServer(), other: oddServer() });
      expect(guardians()).toEqual(before);
      await Promise.all([supervision.supervisor.connect('odd'), supervision.supervisor.connect('other')]);
      expect(guardians()).toHaveLength(before.length + 1);
    }
    expect(guardians()).toEqual(before);
  });

  it.runIf(process.platform === 'linux')(
    'ends a server of which the broker, killed while it started it, could say no more than the mark',
    async () => {
      await using supervision = await Supervision.open();
      const server = spawn('sh', ['-c', "trap '' TERM; sleep 600; true"], {
        detached: true,
        stdio: 'ignore',
        cwd: supervision.folder,
        env: { MCP_LAUNCH: 'mark-2' },
      });
      const bystander = spawn('sleep', ['600'], { detached: true, stdio: 'ignore', env: { MCP_LAUNCH: 'mark-1' } });
      const guardian = spawn(guardianProgram.command, guardianProgram.args, { stdio: ['pipe', 'ignore', 'inherit'] });
      const exited = once(guardian, 'exit');
      guardian.stdin.end('expect mark-1\nwatch 999999\nrelease 999999\nexpect mark-2\n');
      expect(await exited).toEqual([0, null]);
      expect(groupMembers(server.pid ?? 0)).toEqual([]);
      expect(groupMembers(bystander.pid ?? 0)).toHaveLength(1);
      await kill(bystander);
    },
  );

  it('is started again when it dies, and knows the servers that run', async () => {
    await using supervision = await Supervision.open();
    await supervision.apply({ odd: oddServer() });
    await supervision.supervisor.connect('odd');
    const [first] = guardians();
    process.kill(first ?? 0, 'SIGKILL');
    await eventually(() => expect(guardians().filter((pid) => pid !== first)).toHaveLength(1));
    expect(supervision.logged).toEqual(['The guardian ended and is started again.']);
  });
});
