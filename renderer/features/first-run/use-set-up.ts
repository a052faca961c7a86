import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { Input } from '../../../contract/contract.ts';
import type { SetUpProgress } from '../../../contract/first-run.ts';
import { useClient } from '../../api/context.tsx';
import { keys, setUpQuery } from '../../api/queries.ts';

const welcomedKey = ['welcomed'];

/** Whether this window has shown the welcome already. */
export function useWelcomed(): boolean {
  return useQueryClient().getQueryData(welcomedKey) === true;
}

export function useNoteWelcomed(): void {
  const cache = useQueryClient();
  useEffect(() => {
    cache.setQueryDefaults(welcomedKey, { gcTime: Infinity });
    cache.setQueryData(welcomedKey, true);
  }, [cache]);
}

/** Everything that Patchbay would do. Looks at the disk each time the page is opened. */
export function useProposal(enabled: boolean) {
  const client = useClient();
  return useQuery({ queryKey: ['proposal'], queryFn: () => client.call('firstRun.propose', {}), enabled, gcTime: 0 });
}

/** Apps, servers and secrets are other than before: what shows them asks again. */
function useRefresh(): () => Promise<unknown> {
  const cache = useQueryClient();
  return () => {
    const touched = [keys.setUp, keys.knownApps, keys.imports, keys.apps, keys.backups];
    return Promise.all(touched.map((queryKey) => cache.invalidateQueries({ queryKey })));
  };
}

export function useSetUp() {
  const client = useClient();
  const refresh = useRefresh();
  return useMutation({ mutationFn: (chosen: Input<'firstRun.apply'>) => client.call('firstRun.apply', chosen), onSettled: refresh });
}

export function useUndoSetUp() {
  const client = useClient();
  const refresh = useRefresh();
  return useMutation({ mutationFn: () => client.call('firstRun.undo', {}), onSettled: refresh });
}

export function useLater() {
  const client = useClient();
  const cache = useQueryClient();
  return useMutation({
    mutationFn: () => client.call('firstRun.later', {}),
    onSuccess: (state) => cache.setQueryData(setUpQuery(client).queryKey, state),
  });
}

/** How far it is. Null until the first news. */
export function useProgress(): SetUpProgress | null {
  const client = useClient();
  const [progress, setProgress] = useState<SetUpProgress | null>(null);
  useEffect(() => client.subscribe('firstRun.progress', setProgress), [client]);
  return progress;
}
