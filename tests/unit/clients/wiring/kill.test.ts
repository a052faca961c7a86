import { mkdtemp, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type KillCase, killCases, killedProgram, KillRun } from '../../../helpers/wiring-kills.ts';
import { quickFolder } from './corpus.ts';

let folder = '';
let program = '';

beforeAll(async () => {
  folder = await mkdtemp(join(quickFolder(), 'patchbay-kill-'));
  program = await killedProgram(folder);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

type Texts = Record<string, string | null>;

async function killedOnce(killCase: KillCase, at: number, before: Texts, after: Texts): Promise<void> {
  await using run = await KillRun.begin(killCase, folder, program);
  await run.kill(at, 'before');
  await run.expectSound(before, after);
}

/** Every call around those that replace or remove a file of the app, and some on the way there. */
function pointsIn(calls: readonly string[], { files }: KillCase): number[] {
  const names = Object.keys(files).map((name) => basename(name));
  const decisive = calls.flatMap((call, index) =>
    names.some((name) => call === `unlink ${name}`) || call.startsWith('rename .patchbay-') ? [index + 1] : [],
  );
  expect(decisive).toHaveLength(names.length);
  const around = decisive.flatMap((at) => Array.from({ length: 10 }, (_, index) => at - 6 + index));
  return [...new Set([1, Math.floor(calls.length / 4), ...around, calls.length])].filter((at) => at >= 1 && at <= calls.length);
}

describe('a kill while a file is changed', () => {
  it.each(killCases)(
    'leaves the old file or the new one, a backup, and a record that fits: $label',
    { timeout: 60_000 },
    async (killCase) => {
      await using whole = await KillRun.begin(killCase, folder, program);
      const before = await whole.texts();
      const points = pointsIn(await whole.live(), killCase);
      const after = await whole.texts();
      expect(points.length).toBeGreaterThan(10);
      for (let index = 0; index < points.length; index += 2) {
        await Promise.all(points.slice(index, index + 2).map((at) => killedOnce(killCase, at, before, after)));
      }
    },
  );
});
