import { expect, it } from 'vitest';
import type { Status } from '../../contract/models.ts';
import { BrokerProcess, temporaryHome } from '../helpers/broker-process.ts';
import { hostileHttpRun } from '../helpers/hostile-http-run.ts';
import { hostileRun } from '../helpers/hostile-run.ts';
import { freePort, HttpApp, tokenOf } from '../helpers/http-app.ts';

it('frames that no honest program sends are answered with their errors, and a good request among them as ever', async () => {
  await using home = await temporaryHome();
  await using broker = await BrokerProcess.start(home.folder);
  const { errors } = await hostileRun(home.folder, 3_000, 1);
  expect([...errors.keys()].toSorted((a, b) => a - b)).toEqual(expect.arrayContaining([-32700, -32602, -32601, -32600]));
  expect([...errors.keys()].filter((code) => code === -32603)).toEqual([]);
  // The API answers with values of the contract.
  expect(((await broker.api('status.get')) as Status).state).toBe('running');
});

it('the same frames over HTTP get a status each, and the session that sent them goes on', async () => {
  const port = await freePort();
  await using home = await temporaryHome(`version: 1\nendpoint: { port: ${port} }\n`);
  await using broker = await BrokerProcess.start(home.folder);
  const app = new HttpApp(port, await tokenOf(home.folder));
  await app.initialize();
  const { statuses } = await hostileHttpRun(app, 3_000, 1);
  expect([...statuses.keys()].filter((status) => ![200, 202, 400, 404].includes(status))).toEqual([]);
  expect(statuses.get(400)).toBeGreaterThan(1_000);
  expect(await app.request('ping', {})).toMatchObject([{ result: {} }]);
  // The API answers with values of the contract.
  expect(((await broker.api('status.get')) as Status).state).toBe('running');
});
