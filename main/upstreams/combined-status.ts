import type { ServerState } from '../../contract/models.ts';
import type { UpstreamStatus } from './upstream.ts';

/** What is said of a server whose connections are in several states: the first of these that one of them is in. */
const telling: readonly ServerState[] = ['running', 'starting', 'stopping', 'backing-off', 'needs-unlock', 'needs-sign-in', 'failed'];

/** The connections of one server, the base first, seen as one. */
export function combinedStatus([base, ...others]: readonly UpstreamStatus[]): UpstreamStatus {
  if (base === undefined) throw new Error('A server has at least one connection.');
  const all = [base, ...others];
  const shown = telling.flatMap((state) => all.find((status) => status.state === state) ?? [])[0] ?? base;
  return {
    ...shown,
    callsInFlight: sum(all, ({ callsInFlight }) => callsInFlight),
    noiseLines: sum(all, ({ noiseLines }) => noiseLines),
    lastError: shown.lastError ?? all.find(({ lastError }) => lastError !== null)?.lastError ?? null,
  };
}

function sum(statuses: readonly UpstreamStatus[], of: (status: UpstreamStatus) => number): number {
  return statuses.reduce((total, status) => total + of(status), 0);
}
