import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { SignIn } from '../../../contract/sign-ins.ts';
import { useClient } from '../../api/context.tsx';
import { signInsQuery } from '../../api/queries.ts';
import { useTellFailure } from '../../ui/toasts.tsx';

/** Sign in, stop waiting, and sign out. How it ends comes with the next event; a refusal is told here. */
export function useSignIn(server: string) {
  const client = useClient();
  const cache = useQueryClient();
  const tellFailure = useTellFailure();
  const onSuccess = (after: SignIn) => {
    cache.setQueryData(signInsQuery(client).queryKey, (all) => all?.map((each) => (each.server === after.server ? after : each)));
  };
  const start = useMutation({
    mutationFn: () => client.call('signIns.start', { server }),
    onSuccess,
    onError: (error) => tellFailure(`Signing in at ${server} couldn’t begin`, error),
  });
  const cancel = useMutation({
    mutationFn: () => client.call('signIns.cancel', { server }),
    onSuccess,
    onError: (error) => tellFailure(`Patchbay couldn’t stop waiting for ${server}`, error),
  });
  const end = useMutation({
    mutationFn: () => client.call('signIns.end', { server }),
    onSuccess,
    onError: (error) => tellFailure(`Signing out of ${server} didn’t work`, error),
  });
  return { start, cancel, end };
}
