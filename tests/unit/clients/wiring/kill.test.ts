import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type KillCase, killCases, killedProgram, KillRun } from '../../../helpers/wiring-kills.ts';
import { quickFolder } from './corpus.ts';

/** Of each case, spread over all its calls; tests/long kills at every one. */
const points = 10;

let folder = '';
let program = '';

beforeAll(async () => {
  folder = await mkdtemp(join(quickFolder(), 'patchbay-kill-'));
  program = await killedProgram(folder);
}, 30_000);

afterAll(() => rm(folder, { recursive: true, force: true }));

async function killedOnce(
  killCase: KillCase,
  at: number,
  texts: { before: Record<string, string | null>; after: Record<string, string | null> },
) {
  await using run = await KillRun.begin(killCase, folder, program);
  expect(await run.kill(at, at % 2 === 0 ? 'before' : 'behind')).toBeNull();
  await run.expectSound(texts.before, texts.after);
}

describe('a kill while a file is changed', () => {
  it.each(killCases)(
    'leaves the old file or the new one, a backup, and a record that fits: $label',
    { timeout: 60_000 },
    async (killCase) => {
      await using whole = await KillRun.begin(killCase, folder, program);
      const before = await whole.texts();
      const calls = (await whole.kill(0, 'before')) ?? 0;
      const after = await whole.texts();
      expect(calls).toBeGreaterThan(points);
      const chosen = Array.from({ length: points }, (_, index) => 1 + Math.floor((index * (calls - 1)) / (points - 1)));
      for (const pair of [0, 2, 4, 6, 8])
        await Promise.all(chosen.slice(pair, pair + 2).map((at) => killedOnce(killCase, at, { before, after })));
    },
  );
});
