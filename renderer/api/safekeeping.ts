import { keepPreviousData, queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Client } from '../../contract/client.ts';
import type { SignIn } from '../../contract/sign-ins.ts';
import { useClient } from './context.tsx';
import { useStatus } from './live.ts';
import { keys, signInsQuery, vaultQuery } from './queries.ts';

/** No event tells of what config.yaml names, so how the servers are is part of the key: it is asked again when that changes. */
function secretsQuery(client: Client, servers: string) {
  return queryOptions({
    queryKey: [...keys.secrets, servers],
    queryFn: () => client.call('secrets.list', {}),
    placeholderData: keepPreviousData,
  });
}

/** What protects the secrets, and whether they can be had. */
export function useVault() {
  return useQuery(vaultQuery(useClient()));
}

/** The secrets by name, with those that are missing. Never a value. */
export function useSecrets() {
  const servers = useStatus().data?.servers ?? [];
  return useQuery(secretsQuery(useClient(), servers.map(({ name, state, command }) => `${name} ${state} ${command}`).join('\n')));
}

/** Asks the keychain again; the system may ask the person for a password meanwhile. */
export function useUnlock(onError: (error: Error) => void) {
  const client = useClient();
  const cache = useQueryClient();
  return useMutation({
    mutationFn: () => client.call('vault.unlock', {}),
    onSuccess: (status) => cache.setQueryData(vaultQuery(client).queryKey, status),
    onError,
  });
}

/** Begins an empty vault in the place of one that can't be opened any more. `onDone` hears what the old file is called now. */
export function useStartOver(onDone: (kept: string) => void, onError: (error: Error) => void) {
  const client = useClient();
  const cache = useQueryClient();
  return useMutation({
    mutationFn: () => client.call('vault.startOver', {}),
    onSuccess: ({ vault, kept }) => {
      cache.setQueryData(vaultQuery(client).queryKey, vault);
      onDone(kept);
    },
    onError,
  });
}

/** Of the servers that one signs in at; undefined until it is known. */
export function useSignIns(): readonly SignIn[] | undefined {
  return useQuery(signInsQuery(useClient())).data;
}

const needing: ReadonlySet<SignIn['state']> = new Set(['signed-out', 'needs-more', 'expired', 'failed']);

/** Nothing works, or not all of it, before the person signs in. */
export function needsSignIn({ state }: SignIn): boolean {
  return needing.has(state);
}
