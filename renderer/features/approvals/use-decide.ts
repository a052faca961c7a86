import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Approval, ApprovalAnswer } from '../../../contract/models.ts';
import { useClient } from '../../api/context.tsx';
import { keys } from '../../api/queries.ts';
import { useTellFailure } from '../../ui/toasts.tsx';

/** Gives the answer to a question. It leaves the list when the core says that it ended. */
export function useDecide(approval: Approval) {
  const client = useClient();
  const cache = useQueryClient();
  const tellFailure = useTellFailure();
  return useMutation({
    mutationFn: (answer: ApprovalAnswer) => client.call('approvals.decide', { id: approval.id, answer }),
    onError: (error) => {
      tellFailure('The answer didn’t count', error);
      return cache.invalidateQueries({ queryKey: keys.approvals });
    },
  });
}
