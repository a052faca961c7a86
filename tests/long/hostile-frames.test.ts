import { expect, it } from 'vitest';
import type { Status } from '../../contract/models.ts';
import { residentMegabytes } from '../bench/memory.ts';
import { BrokerProcess, temporaryHome } from '../helpers/broker-process.ts';
import { hostileRun } from '../helpers/hostile-run.ts';

it('a hundred thousand hostile frames end nothing, hold nothing up and leave nothing behind', async () => {
  await using home = await temporaryHome();
  await using broker = await BrokerProcess.start(home.folder);
  await hostileRun(home.folder, 20_000, 1_000_000);
  const before = residentMegabytes(broker.ready.pid);
  const { errors, longestWait } = await hostileRun(home.folder, 100_000, Date.now() % 1_000_000);
  const after = residentMegabytes(broker.ready.pid);
  process.stdout.write(
    `longest wait ${longestWait.toFixed(0)} ms, ${before.toFixed(0)} → ${after.toFixed(0)} MB, ${JSON.stringify([...errors])}\n`,
  );
  expect(errors.get(-32603)).toBeUndefined();
  expect(after / before).toBeLessThan(1.5);
  // The API answers with values of the contract.
  expect(((await broker.api('status.get')) as Status).state).toBe('running');
}, 600_000);
