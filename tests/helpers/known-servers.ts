import { expect } from 'vitest';
import type { Server } from '../../contract/models.ts';
import type { BrokerProcess } from './broker-process.ts';
import { eventually } from './eventually.ts';

/** Waits until Patchbay knows the tools of every server of its configuration. */
export async function known(broker: BrokerProcess): Promise<void> {
  await eventually(async () => {
    // The API answers with values of the contract.
    const servers = (await broker.api('servers.list')) as Server[];
    expect(servers.filter(({ tools }) => tools === 0)).toEqual([]);
  });
}
