import type { ImportCandidate } from '../../contract/imports.ts';

/** What stays the same of a candidate from one look to the next: its id doesn't. */
export function markOf({ source, title, command }: ImportCandidate): string {
  return `${source}\n${title}\n${command}`;
}
