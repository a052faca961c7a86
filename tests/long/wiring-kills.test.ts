import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { killCases, killedProgram, KillRun } from '../helpers/wiring-kills.ts';

let folder = '';
let program = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'patchbay-kill-'));
  program = await killedProgram(folder);
}, 30_000);

afterAll(() => rm(folder, { recursive: true, force: true }));

describe('a kill before and behind every single call into the file system', () => {
  it.each(killCases)(
    'leaves the old file or the new one, a backup, and a record that fits: $label',
    { timeout: 1_200_000 },
    async (killCase) => {
      await using whole = await KillRun.begin(killCase, folder, program);
      const before = await whole.texts();
      const calls = (await whole.live()).length;
      const after = await whole.texts();
      for (let at = 1; at <= calls; at += 1) {
        for (const side of ['before', 'behind'] as const) {
          await using run = await KillRun.begin(killCase, folder, program);
          await run.kill(at, side);
          await run.expectSound(before, after);
        }
      }
      expect(calls).toBeGreaterThan(40);
    },
  );
});
