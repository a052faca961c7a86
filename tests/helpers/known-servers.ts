import { expect } from 'vitest';
import type { Server } from '../../contract/models.ts';
import type { BrokerProcess } from './broker-process.ts';
import { eventually } from './eventually.ts';

/** Waits until Patchbay knows all that the servers of its configuration have: while a server is starting, its lists are still being read. */
export async function known(broker: BrokerProcess): Promise<void> {
  await eventually(async () => {
    // The API answers with values of the contract.
    const servers = (await broker.api('servers.list')) as Server[];
    expect(servers.filter(({ tools, state }) => tools === 0 || state === 'starting')).toEqual([]);
  });
}
