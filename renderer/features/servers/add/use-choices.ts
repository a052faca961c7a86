import { useMemo, useState } from 'react';
import type { ImportCandidate } from '../../../../contract/imports.ts';
import { type Choice, type Choices, firstChoice } from './choices.ts';

interface UsedChoices {
  readonly choices: Choices;
  readonly change: (id: string, part: Partial<Choice>) => void;
  readonly chooseAll: (ids: readonly string[], chosen: boolean) => void;
}

/** What was decided about each of these, by id. Somebody who unchooses a server and chooses it again finds what was typed. */
export function useChoices(candidates: readonly ImportCandidate[], alone: boolean): UsedChoices {
  const [edits, setEdits] = useState<ReadonlyMap<string, Partial<Choice>>>(new Map());
  const choices = useMemo(
    () => new Map(candidates.map((candidate) => [candidate.id, { ...firstChoice(candidate, alone), ...edits.get(candidate.id) }])),
    [candidates, alone, edits],
  );
  const chooseAll = (ids: readonly string[], chosen: boolean) =>
    setEdits((before) => new Map([...before, ...ids.map((id): [string, Partial<Choice>] => [id, { ...before.get(id), chosen }])]));
  const change = (id: string, part: Partial<Choice>) => setEdits((before) => new Map(before).set(id, { ...before.get(id), ...part }));
  return { choices, change, chooseAll };
}
