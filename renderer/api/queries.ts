import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { Client } from '../../contract/client.ts';

/** Kept right by events: asked for once, then written whole with every event. */
const kept = { staleTime: Infinity, gcTime: Infinity } as const;

export const keys = {
  status: ['status'],
  approvals: ['approvals'],
  elicitations: ['elicitations'],
  apps: ['apps'],
  tools: ['tools'],
  activity: ['activity'],
} as const;

export function statusQuery(client: Client) {
  return queryOptions({ queryKey: keys.status, queryFn: () => client.call('status.get', {}), ...kept });
}

export function approvalsQuery(client: Client) {
  return queryOptions({ queryKey: keys.approvals, queryFn: () => client.call('approvals.list', {}), ...kept });
}

export function elicitationsQuery(client: Client) {
  return queryOptions({ queryKey: keys.elicitations, queryFn: () => client.call('elicitations.list', {}), ...kept });
}

/** No event tells of apps, so the ids of the connected sessions are part of the key: it is asked again when one comes or goes. */
export function appsQuery(client: Client, sessionIds: readonly string[]) {
  return queryOptions({
    queryKey: [...keys.apps, ...sessionIds],
    queryFn: () => client.call('apps.list', {}),
    placeholderData: keepPreviousData,
  });
}

/** `count` is what status says the server has: when it changes, the list is asked for again. */
export function toolsQuery(client: Client, server: string, count: number) {
  return queryOptions({
    queryKey: [...keys.tools, server, count],
    queryFn: () => client.call('tools.list', { server }),
    placeholderData: keepPreviousData,
  });
}

const logLines = 1_000;
const logPollMs = 1_500;

export function logQuery(client: Client, server: string) {
  return queryOptions({
    queryKey: ['log', server],
    queryFn: () => client.call('servers.log', { name: server, lines: logLines }),
    refetchInterval: logPollMs,
  });
}
