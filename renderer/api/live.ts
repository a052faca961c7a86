import { type QueryClient, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import type { Client } from '../../contract/client.ts';
import type { Question } from '../../contract/elicitations.ts';
import type { KnownApp } from '../../contract/known-apps.ts';
import { useApi, useClient } from './context.tsx';
import { approvalsQuery, elicitationsQuery, keys, knownAppsQuery, signInsQuery, statusQuery, vaultQuery } from './queries.ts';

/** Writes every event into the query cache, whole. Returns the end of it. */
function follow(client: Client, cache: QueryClient): () => void {
  const ends = [
    client.subscribe('status.changed', (status) => cache.setQueryData(statusQuery(client).queryKey, status)),
    client.subscribe('approvals.changed', (approvals) => cache.setQueryData(approvalsQuery(client).queryKey, approvals)),
    client.subscribe('elicitations.changed', (asked) => cache.setQueryData(elicitationsQuery(client).queryKey, asked)),
    client.subscribe('apps.changed', (apps) => {
      cache.setQueryData(knownAppsQuery(client).queryKey, apps);
      void cache.invalidateQueries({ queryKey: keys.backups });
    }),
    client.subscribe('vault.changed', (vault) => {
      cache.setQueryData(vaultQuery(client).queryKey, vault);
      void cache.invalidateQueries({ queryKey: keys.secrets });
    }),
    client.subscribe('signIns.changed', (signIns) => cache.setQueryData(signInsQuery(client).queryKey, signIns)),
  ];
  return () => {
    for (const end of ends) end();
  };
}

/**
 * Keeps the cache live while mounted, and asks for everything again after the core was away. Of the log, which may be a hundred
 * pages by then, only the first.
 */
export function useLiveCache(): void {
  const { client, connection } = useApi();
  const cache = useQueryClient();
  useEffect(() => follow(client, cache), [client, cache]);
  useEffect(() => {
    let wasLost = false;
    return connection.link.watch(() => {
      const state = connection.link.state();
      if (state === 'lost') wasLost = true;
      if (state !== 'open' || !wasLost) return;
      wasLost = false;
      void cache.resetQueries({ queryKey: keys.activity });
      void cache.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== keys.activity[0] });
    });
  }, [connection, cache]);
}

export function useStatus() {
  return useQuery(statusQuery(useClient()));
}

/** Every app that Patchbay knows, as it stands on this computer. */
export function useKnownApps() {
  return useQuery(knownAppsQuery(useClient()));
}

/** What a person calls the app with an id: "Claude Desktop" for `claude-desktop`. An app that Patchbay doesn't know has its id alone. */
export function useAppNames(): (id: string) => string {
  const labels = useQuery({ ...knownAppsQuery(useClient()), refetchOnMount: false, select: labelsById }).data;
  return (id) => labels?.get(id) ?? id;
}

function labelsById(apps: readonly KnownApp[]): ReadonlyMap<string, string> {
  return new Map(apps.map(({ id, label }) => [id, label]));
}

export function useApprovals() {
  return useQuery(approvalsQuery(useClient()));
}

interface Questions {
  /** Oldest first; undefined until both lists are there. */
  readonly data: readonly Question[] | undefined;
  readonly error: Error | null;
  readonly refetch: () => Promise<unknown>;
}

/** Everything that waits for the person: approvals, and what servers ask. */
export function useQuestions(): Questions {
  const approvals = useApprovals();
  const elicitations = useQuery(elicitationsQuery(useClient()));
  const data = useMemo(() => inOrder(approvals.data, elicitations.data), [approvals.data, elicitations.data]);
  const refetch = () => Promise.all([approvals.refetch(), elicitations.refetch()]);
  return { data, error: approvals.error ?? elicitations.error, refetch };
}

function inOrder(approvals: readonly Question[] | undefined, elicitations: readonly Question[] | undefined) {
  if (approvals === undefined || elicitations === undefined) return undefined;
  return [...approvals, ...elicitations].toSorted((a, b) => Date.parse(a.requestedAt) - Date.parse(b.requestedAt));
}
