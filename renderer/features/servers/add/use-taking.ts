import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { Input, Output } from '../../../../contract/contract.ts';
import type { Server, Status } from '../../../../contract/models.ts';
import { useClient } from '../../../api/context.tsx';
import { keys, statusQuery } from '../../../api/queries.ts';

type Taking = Input<'imports.take'>['servers'][number];
type Taken = Output<'imports.take'>;

interface Outcome {
  /** Names of what was added, by the id of the candidate. */
  readonly added: ReadonlyMap<string, string>;
  readonly failed: Taken['failed'];
}

const nothingYet: Outcome = { added: new Map(), failed: [] };

/** Adds servers. When all of them were added it leads on: to the one, or to the list. What failed is told, and can be tried again. */
export function useTaking() {
  const client = useClient();
  const cache = useQueryClient();
  const navigate = useNavigate();
  const [outcome, setOutcome] = useState(nothingYet);
  const take = useMutation({
    mutationFn: (servers: readonly Taking[]) => client.call('imports.take', { servers: [...servers] }),
    onMutate: () => setOutcome((before) => ({ ...before, failed: [] })),
    onSuccess: ({ added, failed }, servers) => {
      cache.setQueryData(statusQuery(client).queryKey, (status) => withServers(status, added));
      void cache.invalidateQueries({ queryKey: keys.secrets });
      setOutcome((before) => ({ added: new Map([...before.added, ...addedIds(servers, added)]), failed }));
      if (failed.length === 0) leave(added);
    },
  });
  const leave = ([first, ...others]: readonly Server[]) => {
    if (first === undefined || others.length > 0) void navigate({ to: '/servers' });
    else void navigate({ to: '/servers/$name', params: { name: first.name } });
  };
  return { take, outcome };
}

function addedIds(servers: readonly Taking[], added: readonly Server[]): [string, string][] {
  const names = new Set(added.map(({ name }) => name));
  return servers.flatMap(({ id, name }): [string, string][] => (names.has(name) ? [[id, name]] : []));
}

/** The answer may come before the event that tells of the new servers, and their pages must find them. */
function withServers(status: Status | undefined, added: readonly Server[]): Status | undefined {
  if (status === undefined) return status;
  const known = new Set(status.servers.map(({ name }) => name));
  return { ...status, servers: [...status.servers, ...added.filter(({ name }) => !known.has(name))] };
}
