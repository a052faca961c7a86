import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { Client } from '../../contract/client.ts';

/** Kept right by events: asked for once, then written whole with every event. */
const kept = { staleTime: Infinity, gcTime: Infinity } as const;

export const keys = {
  status: ['status'],
  approvals: ['approvals'],
  elicitations: ['elicitations'],
  apps: ['apps'],
  knownApps: ['known-apps'],
  backups: ['backups'],
  imports: ['imports'],
  setUp: ['set-up'],
  tools: ['tools'],
  activity: ['activity'],
  vault: ['vault'],
  secrets: ['secrets'],
  signIns: ['sign-ins'],
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

/** Asked for again with every visit, because apps come and go without an event; what is known stays on the page meanwhile. */
export function knownAppsQuery(client: Client) {
  return queryOptions({ queryKey: keys.knownApps, queryFn: () => client.call('apps.known', {}), ...kept, refetchOnMount: 'always' });
}

export function backupsQuery(client: Client, app: string) {
  return queryOptions({ queryKey: [...keys.backups, app], queryFn: () => client.call('apps.backups', { app }) });
}

/** Servers in the files of apps and other brokers. Looks at the disk each time. */
export function importsQuery(client: Client) {
  return queryOptions({ queryKey: keys.imports, queryFn: () => client.call('imports.find', {}) });
}

export function setUpQuery(client: Client) {
  return queryOptions({ queryKey: keys.setUp, queryFn: () => client.call('firstRun.state', {}), ...kept });
}

export function directoryQuery(client: Client, search: string) {
  return queryOptions({
    queryKey: ['directory', search],
    queryFn: () => client.call('directory.search', { search, limit: 200 }),
    placeholderData: keepPreviousData,
  });
}

/** What was read is held by the core for the one visit: nothing of it, secrets least of all, is kept here longer. */
const once = { staleTime: Infinity, gcTime: 0 } as const;

/** One entry of the directory, as something that can be added. */
export function candidateQuery(client: Client, entry: string) {
  return queryOptions({
    queryKey: ['candidate', entry],
    queryFn: async () => [await client.call('imports.fromDirectory', { entry })],
    ...once,
  });
}

/** The servers in a pasted text; until a new text was read, those of the one before. An empty text isn't read. */
export function readQuery(client: Client, text: string) {
  return queryOptions({
    queryKey: ['read', text],
    queryFn: () => client.call('imports.read', { text }),
    enabled: text.trim() !== '',
    placeholderData: (before) => (text.trim() === '' ? undefined : before),
    ...once,
  });
}

export function vaultQuery(client: Client) {
  return queryOptions({ queryKey: keys.vault, queryFn: () => client.call('vault.status', {}), ...kept });
}

export function signInsQuery(client: Client) {
  return queryOptions({ queryKey: keys.signIns, queryFn: () => client.call('signIns.list', {}), ...kept });
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
