import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef } from 'react';
import type { Approval, ApprovalAnswer } from '../../../contract/models.ts';
import { useClient } from '../../api/context.tsx';
import { keys } from '../../api/queries.ts';
import { useTellFailure } from '../../ui/toasts.tsx';

export interface Decide {
  /** The answer that is on its way or was taken; null until there is one, and again after a failure. */
  readonly given: ApprovalAnswer | null;
  /** True once the core took the answer. */
  readonly isTaken: boolean;
  readonly answer: (answer: ApprovalAnswer) => void;
}

/** Answers a question, once. It leaves the list when the core says that it ended. */
export function useDecide(approval: Approval): Decide {
  const client = useClient();
  const cache = useQueryClient();
  const tellFailure = useTellFailure();
  // The second click of a double click comes before the first one is drawn, so the state alone would let it through.
  const isGiven = useRef(false);
  const { mutate, isPending, isSuccess, variables } = useMutation({
    mutationFn: (answer: ApprovalAnswer) => client.call('approvals.decide', { id: approval.id, answer }),
    onError: (error) => {
      isGiven.current = false;
      tellFailure('The answer didn’t count', error);
      return cache.invalidateQueries({ queryKey: keys.approvals });
    },
  });
  const answer = (chosen: ApprovalAnswer) => {
    if (isGiven.current) return;
    isGiven.current = true;
    mutate(chosen);
  };
  return { given: isPending || isSuccess ? variables : null, isTaken: isSuccess, answer };
}
