import { useMutation } from '@tanstack/react-query';
import { useClient } from '../../api/context.tsx';
import { useTellFailure } from '../../ui/toasts.tsx';

/** Start, stop and remove one server. What comes of it arrives with the next status; only a refusal is told here. */
export function useServerActions(name: string) {
  const client = useClient();
  const tellFailure = useTellFailure();
  const start = useMutation({
    mutationFn: () => client.call('servers.start', { name }),
    onError: (error) => tellFailure(`${name} couldn’t be started`, error),
  });
  const stop = useMutation({
    mutationFn: () => client.call('servers.stop', { name }),
    onError: (error) => tellFailure(`${name} couldn’t be stopped`, error),
  });
  const remove = useMutation({
    mutationFn: () => client.call('servers.remove', { name }),
    onError: (error) => tellFailure(`${name} couldn’t be removed`, error),
  });
  return { start, stop, remove };
}
