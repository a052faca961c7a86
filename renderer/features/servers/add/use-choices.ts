import { useMemo, useState } from 'react';
import type { ImportCandidate } from '../../../../contract/imports.ts';
import { markOf } from '../../../api/found-mark.ts';
import { type Choice, type Choices, firstChoice } from './choices.ts';

interface UsedChoices {
  readonly choices: Choices;
  readonly change: (id: string, part: Partial<Choice>) => void;
  readonly chooseAll: (ids: readonly string[], chosen: boolean) => void;
}

/**
 * What was decided about each of these, by id. Somebody who unchooses a server and chooses it again finds what was typed, also after another
 * look: ids are new then, and what was decided stays with what stands there.
 */
export function useChoices(candidates: readonly ImportCandidate[], alone: boolean): UsedChoices {
  const [edits, setEdits] = useState<ReadonlyMap<string, Partial<Choice>>>(new Map());
  const marks = useMemo(() => marksOf(candidates), [candidates]);
  const choices = useMemo(
    () =>
      new Map(
        candidates.map((candidate) => [candidate.id, { ...firstChoice(candidate, alone), ...edits.get(marks.get(candidate.id) ?? '') }]),
      ),
    [candidates, marks, alone, edits],
  );
  const changeAll = (ids: readonly string[], part: Partial<Choice>) =>
    setEdits((before) => {
      const changed = ids.flatMap((id) => marks.get(id) ?? []).map((mark) => [mark, { ...before.get(mark), ...part }] as const);
      return new Map([...before, ...changed]);
    });
  const change = (id: string, part: Partial<Choice>) => changeAll([id], part);
  return { choices, change, chooseAll: (ids, chosen) => changeAll(ids, { chosen }) };
}

/** Marks by id. Two that can't be told apart are counted: one file may name the same command twice. */
function marksOf(candidates: readonly ImportCandidate[]): ReadonlyMap<string, string> {
  const counts = new Map<string, number>();
  return new Map(
    candidates.map((candidate) => {
      const mark = markOf(candidate);
      const count = (counts.get(mark) ?? 0) + 1;
      counts.set(mark, count);
      return [candidate.id, `${mark}\n${count}`];
    }),
  );
}
