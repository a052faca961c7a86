import type { Status } from '../../../contract/models.ts';
import { type Api, type ApiEvents } from '../../../main/api/api.ts';
import { Broadcast } from '../../../main/lib/broadcast.ts';

/** Handlers for the few methods that a test calls; every other one fails as something without a name. */
export function apiWith(handlers: Partial<Api>): Api {
  const missing = (): never => {
    throw new Error('secret-internal-detail');
  };
  // The proxy answers to every method of the contract.
  return new Proxy(handlers, { get: (own, name) => Reflect.get(own, name) ?? missing }) as Api;
}

export function eventsOf(): ApiEvents {
  return {
    'status.changed': new Broadcast(),
    'approvals.changed': new Broadcast(),
    'elicitations.changed': new Broadcast(),
    'apps.changed': new Broadcast(),
    'vault.changed': new Broadcast(),
    'signIns.changed': new Broadcast(),
    'firstRun.progress': new Broadcast(),
    'audit.appended': new Broadcast(),
  };
}

export const status: Status = {
  version: '0.1.0',
  state: 'running',
  mode: 'headless',
  pid: 4711,
  home: '/home/ada/.patchbay',
  socket: '/home/ada/.patchbay/run/patchbay.sock',
  endpoint: { url: null, fault: null },
  startedAt: '2026-11-21T06:00:00.000Z',
  servers: [],
  sessions: [],
  pendingApprovals: 0,
  tokens: { known: 0, shown: 0, saved: 0 },
  settingsFaults: [],
};
