import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AuditRecorder } from '../../main/audit/recorder.ts';
import { AuditTables } from '../../main/store/audit-store.ts';
import { Store } from '../../main/store/store.ts';
import { expectFastLog } from '../helpers/long-log.ts';

const program = fileURLToPath(new URL('../fixtures/programs/record-for-ever.ts', import.meta.url));
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'patchbay-audit-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

function open(store: Store): AuditRecorder {
  return AuditRecorder.open(new AuditTables(store.database), Buffer.alloc(32, 7), () => new Date());
}

describe('a recorder that is killed while it writes', () => {
  it('has every record that it acknowledged, in an unbroken chain', async () => {
    const path = join(folder, 'patchbay.db');
    for (let round = 0; round < 3; round += 1) {
      const acknowledged = await acknowledgedBeforeKill(path, 2_000);
      using store = Store.open(path);
      const recorder = open(store);
      expect(recorder.search({ limit: 1, search: acknowledged }).total).toBe(1);
      expect(await recorder.verify()).toMatchObject({ valid: true });
    }
  });
});

/** Ends the program by SIGKILL in the middle of its work; the callId of the last record that it said was written. */
async function acknowledgedBeforeKill(path: string, count: number): Promise<string> {
  const child = fork(program, [path], { execArgv: [] });
  let last = '';
  let seen = 0;
  child.on('message', (callId: string) => {
    last = callId;
    seen += 1;
    if (seen === count) child.kill('SIGKILL');
  });
  await once(child, 'exit');
  return last;
}

describe('a log of 20,000 records', () => {
  it('is written by 50 calls at once, searched at once and verified without holding up calls', async () => {
    using store = Store.open(join(folder, 'patchbay.db'));
    await expectFastLog(open(store), 20_000);
  });
});
