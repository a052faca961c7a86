import { createContext, type ReactNode, useContext, useMemo, useSyncExternalStore } from 'react';
import { type Client, createClient } from '../../contract/client.ts';
import type { Connection } from './connection.ts';
import type { LinkState } from './link.ts';

interface Api {
  readonly client: Client;
  readonly connection: Connection;
}

const ApiContext = createContext<Api | null>(null);

export function ApiProvider({ connection, children }: { readonly connection: Connection; readonly children: ReactNode }) {
  const api = useMemo(() => ({ client: createClient(connection), connection }), [connection]);
  return <ApiContext value={api}>{children}</ApiContext>;
}

export function useApi(): Api {
  const api = useContext(ApiContext);
  if (api === null) throw new Error('useApi needs an ApiProvider above it');
  return api;
}

export function useClient(): Client {
  return useApi().client;
}

export function useLinkState(): LinkState {
  const { link } = useApi().connection;
  return useSyncExternalStore(link.watch, link.state);
}
