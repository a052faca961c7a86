import { useQuery } from '@tanstack/react-query';
import type { ImportCandidate } from '../../../contract/imports.ts';
import { useClient } from '../../api/context.tsx';
import { markOf } from '../../api/found-mark.ts';
import { importsQuery } from '../../api/queries.ts';

/** The other servers in an app's own files. */
export function useFoundIn(app: string, enabled: boolean) {
  return useQuery({
    ...importsQuery(useClient()),
    enabled,
    select: (sources) => sources.filter((source) => source.app === app).flatMap((source) => source.candidates),
  });
}

export type FoundQuery = ReturnType<typeof useFoundIn>;

export function idsOf(marks: readonly string[], found: readonly ImportCandidate[]): string[] {
  return found.filter((candidate) => marks.includes(markOf(candidate))).map(({ id }) => id);
}
