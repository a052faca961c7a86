import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';

export type Revision = '2025-11-25' | '2026-07-28';

export const revisions: readonly Revision[] = ['2025-11-25', '2026-07-28'];

export const suiteFolder = fileURLToPath(new URL('../../node_modules/@modelcontextprotocol/conformance/', import.meta.url));

/** What a revision asks of one side, as the suite has frozen it. */
export interface Requirement {
  readonly scenario: string;
  /** Why it doesn't count, for example `extension`; undefined if it does. */
  readonly unscored: string | undefined;
}

export function requirementsOf(revision: Revision, side: 'server' | 'client'): Requirement[] {
  // The format of the suite's own file, whose version is pinned.
  const frozen = parse(readFileSync(`${suiteFolder}requirements/${revision}.yaml`, 'utf8')) as Record<'server' | 'client', string[]> & {
    not_scored: { scenario: string; leg: string; reason: string }[];
  };
  return [
    ...frozen[side].map((scenario) => ({ scenario, unscored: undefined })),
    ...frozen.not_scored.filter(({ leg }) => leg === side).map(({ scenario, reason }) => ({ scenario, unscored: reason })),
  ];
}
