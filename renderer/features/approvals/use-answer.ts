import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { NamedError } from '../../../contract/errors.ts';
import type { Elicitation, ElicitationAction, ElicitationContent } from '../../../contract/elicitations.ts';
import { useClient } from '../../api/context.tsx';
import { keys } from '../../api/queries.ts';
import { useTellFailure } from '../../ui/toasts.tsx';

export type Faults = ReadonlyMap<string, string>;

export interface Answering {
  /** The answer that is on its way or was taken; null until there is one, and again after a failure. */
  readonly given: ElicitationAction | null;
  /** True once the core took the answer. */
  readonly isTaken: boolean;
  /** Fields that need another look, by name, as the core said when it last looked. */
  readonly faults: Faults;
  readonly answer: (action: ElicitationAction, content?: ElicitationContent) => void;
}

/** Answers what a server asks, once. A form that isn't filled in right stays open. */
export function useAnswer(elicitation: Elicitation): Answering {
  const client = useClient();
  const cache = useQueryClient();
  const tellFailure = useTellFailure();
  const [faults, setFaults] = useState<Faults>(new Map());
  // The second click of a double click comes before the first one is drawn, so the state alone would let it through.
  const isGiven = useRef(false);
  const { mutate, isPending, isSuccess, variables } = useMutation({
    mutationFn: (answer: { readonly action: ElicitationAction; readonly content: ElicitationContent }) =>
      client.call('elicitations.answer', { id: elicitation.id, ...answer }),
    onError: (error) => {
      isGiven.current = false;
      const found = faultsOf(error);
      setFaults(found);
      if (found.size > 0) return undefined;
      tellFailure('The answer didn’t count', error);
      return cache.invalidateQueries({ queryKey: keys.elicitations });
    },
  });
  const answer = (action: ElicitationAction, content: ElicitationContent = {}) => {
    if (isGiven.current) return;
    isGiven.current = true;
    mutate({ action, content });
  };
  return { given: isPending || isSuccess ? variables.action : null, isTaken: isSuccess, faults, answer };
}

function faultsOf(error: Error): Faults {
  const fields = error instanceof NamedError ? error.data['fields'] : undefined;
  if (typeof fields !== 'object' || fields === null) return new Map();
  return new Map(Object.entries(fields).map(([name, fault]) => [name, String(fault)]));
}
