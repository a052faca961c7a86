import { join } from 'node:path';
import { expect, it } from 'vitest';
import { AuditRecorder } from '../../main/audit/recorder.ts';
import { AuditTables } from '../../main/store/audit-store.ts';
import { Store } from '../../main/store/store.ts';
import { temporaryHome } from '../helpers/broker-process.ts';
import { expectFastLog } from '../helpers/long-log.ts';

it('a log of 100,000 records is written, searched and verified as fast for each as a short one', async () => {
  await using home = await temporaryHome();
  using store = Store.open(join(home.folder, 'patchbay.db'));
  const recorder = AuditRecorder.open(new AuditTables(store.database), Buffer.alloc(32, 7), () => new Date());
  await expectFastLog(recorder, 100_000);
  expect(recorder.search({ limit: 1 }).total).toBe(100_000);
});
