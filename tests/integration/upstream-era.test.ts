import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { modernServer, oddServer, pickyServer, stdioServer, Supervision } from '../helpers/supervision.ts';
import { TestCaller } from '../helpers/test-caller.ts';

async function firstMethods(supervision: Supervision): Promise<string[]> {
  return (await readFile(join(supervision.folder, 'starts'), 'utf8')).trim().split('\n');
}

const day = 86_400_000;

describe('a legacy server that does not know server/discover', () => {
  it.each(['exit', 'silent', 'spoil', 'odd', '-32601', '-32002', '-32000'])(
    'is spoken to with initialize, in a process that got nothing before it: %s',
    async (how) => {
      await using supervision = await Supervision.open({ limits: { probeMs: 400 } });
      await supervision.apply({ picky: pickyServer(how, join(supervision.folder, 'starts')) });
      const connection = await supervision.supervisor.connect('picky');
      expect(connection).toMatchObject({ era: 'legacy', hello: { serverInfo: { name: 'picky' } } });
      expect(await firstMethods(supervision)).toEqual(['server/discover', 'initialize']);
      await supervision.supervisor.stop('picky');
      await supervision.supervisor.connect('picky');
      expect(await firstMethods(supervision)).toEqual(['server/discover', 'initialize', 'initialize']);
    },
  );

  it('is asked again when the verdict is old, or of another command', async () => {
    await using supervision = await Supervision.open();
    const starts = join(supervision.folder, 'starts');
    await supervision.apply({ picky: pickyServer('exit', starts) });
    await supervision.supervisor.connect('picky');
    await supervision.supervisor.stop('picky');
    const [key = '', verdict = ''] = [...supervision.eras][0] ?? [];
    expect(JSON.parse(verdict)).toMatchObject({ era: 'legacy' });
    supervision.eras.set(key, JSON.stringify({ ...JSON.parse(verdict), at: Date.now() - 8 * day }));
    await supervision.supervisor.connect('picky');
    await supervision.apply({ picky: pickyServer('-32601', starts) });
    await supervision.supervisor.connect('picky');
    const both = ['server/discover', 'initialize'];
    expect(await firstMethods(supervision)).toEqual([...both, ...both, ...both]);
  });

  it('has one life for all who wait for its first start', async () => {
    await using supervision = await Supervision.open();
    await supervision.apply({ picky: pickyServer('exit', join(supervision.folder, 'starts')) });
    await Promise.all(Array.from({ length: 10 }, (_, number) => supervision.ask('picky', new TestCaller(`app ${number}`), 'process')));
    expect(await firstMethods(supervision)).toEqual(['server/discover', 'initialize']);
  });
});

describe('a server that never answers anything', () => {
  it('is tried as a legacy one after a third of its time, and given up in the end', async () => {
    await using supervision = await Supervision.open({ limits: { startMs: 1200, probeMs: 400 } });
    await supervision.apply({ mute: stdioServer('sh', ['-c', 'cat > /dev/null']) });
    await expect(supervision.supervisor.connect('mute')).rejects.toMatchObject({
      code: 'upstream_failed',
      message: expect.stringMatching(/did not answer initialize within 0\.\d s/),
    });
  });
});

describe('a modern server', () => {
  it('of a later version that nobody knows is refused by name', async () => {
    await using supervision = await Supervision.open();
    await supervision.apply({ modern: modernServer('future') });
    await expect(supervision.supervisor.connect('modern')).rejects.toMatchObject({ message: expect.stringContaining('2099-01-01') });
  });

  it('is started once, says who it is, and serves all apps on one connection', async () => {
    await using supervision = await Supervision.open();
    const starts = join(supervision.folder, 'starts');
    await supervision.apply({ modern: modernServer('plain', starts) });
    const apps = [new TestCaller('one', { sampling: {} }), new TestCaller('two'), new TestCaller('three', {}, 'modern')];
    const pids = await Promise.all(apps.map((app) => supervision.ask('modern', app, 'process')));
    expect(new Set(pids).size).toBe(1);
    expect(await supervision.supervisor.connect('modern')).toMatchObject({
      era: 'modern',
      hello: { serverInfo: { name: 'modern' }, instructions: 'Be modern.', capabilities: { tools: { listChanged: true } } },
    });
    await supervision.supervisor.stop('modern');
    await supervision.ask('modern', new TestCaller('four', { roots: {} }), 'process');
    expect((await readFile(starts, 'utf8')).trim().split('\n')).toHaveLength(2);
  });

  it('that became a legacy one is found out in the same start', async () => {
    await using supervision = await Supervision.open();
    await supervision.apply({ odd: oddServer() });
    await supervision.supervisor.connect('odd');
    await supervision.supervisor.stop('odd');
    const [key = '', verdict = ''] = [...supervision.eras][0] ?? [];
    supervision.eras.set(key, verdict.replace('legacy', 'modern'));
    expect(await supervision.supervisor.connect('odd')).toMatchObject({ era: 'legacy' });
    expect(supervision.eras.get(key)).toContain('legacy');
  });
});

describe('a server of which nothing sensible is remembered', () => {
  it.each(['nonsense', '{"era":"ancient"}', '[]', '{"era":"modern"}'])('is asked anew: %s', async (value) => {
    await using supervision = await Supervision.open();
    supervision.eras.set('era:odd', value);
    await supervision.apply({ odd: oddServer() });
    expect(await supervision.supervisor.connect('odd')).toMatchObject({ era: 'legacy' });
  });
});
