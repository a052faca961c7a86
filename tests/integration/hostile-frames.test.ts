import { expect, it } from 'vitest';
import type { Status } from '../../contract/models.ts';
import { BrokerProcess, temporaryHome } from '../helpers/broker-process.ts';
import { hostileRun } from '../helpers/hostile-run.ts';

it('frames that no honest program sends are answered with their errors, and a good request among them as ever', async () => {
  await using home = await temporaryHome();
  await using broker = await BrokerProcess.start(home.folder);
  const { errors } = await hostileRun(home.folder, 3_000, 1);
  expect([...errors.keys()].toSorted((a, b) => a - b)).toEqual(expect.arrayContaining([-32700, -32602, -32601, -32600]));
  expect([...errors.keys()].filter((code) => code === -32603)).toEqual([]);
  // The API answers with values of the contract.
  expect(((await broker.api('status.get')) as Status).state).toBe('running');
});
