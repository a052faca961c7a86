import { createHash } from 'node:crypto';

export interface NameLimits {
  /** Characters; at least 24. */
  readonly maxLength: number;
  /** Names that are taken already: the facade's. */
  readonly reserved: readonly string[];
}

/** What every app can take: 64 characters less the longest prefix an app adds (clients.md, "Tool names"). */
export const defaultNameLength = 46;

/** Hex digits of the hash by how often a name has collided. */
const hashLengths = [8, 12, 16, 20];

/**
 * Derives for each qualified name (`server.tool`) the one that an app is shown: `[a-zA-Z][a-zA-Z0-9_]*`, without `___`, within the limit and unique when
 * lower-cased. A name keeps its spelling as far as that allows; else a hash of the qualified name stands for what was lost. The same set
 * gives the same names in whatever order.
 */
export function shownNames(qualifiedNames: Iterable<string>, limits: NameLimits): ReadonlyMap<string, string> {
  const names = [...new Set(qualifiedNames)];
  const attempts = new Map(names.map((name) => [name, isKept(name, limits) ? 0 : 1]));
  let shown = deriveAll(attempts, limits);
  let crowded = colliding(shown, limits.reserved);
  while (crowded.length > 0) {
    for (const name of crowded) attempts.set(name, (attempts.get(name) ?? 0) + 1);
    shown = deriveAll(attempts, limits);
    crowded = colliding(shown, limits.reserved);
  }
  return shown;
}

function deriveAll(attempts: ReadonlyMap<string, number>, limits: NameLimits): Map<string, string> {
  return new Map(
    [...attempts].map(([name, attempt]) => [name, attempt === 0 ? plainName(name) : hashedName(name, attempt, limits.maxLength)]),
  );
}

/** `.`, `-`, `/` and the like become `_`: that is how people would write the name themselves. */
function plainName(qualifiedName: string): string {
  const plain = qualifiedName.replace(/[^a-zA-Z0-9_]/g, '_').replace(/_{3,}/g, '__');
  return /^[a-zA-Z]/.test(plain) ? plain : `x_${plain.replace(/^_+/, '')}`;
}

function isKept(qualifiedName: string, limits: NameLimits): boolean {
  const isSpeakable = /^[a-zA-Z0-9_.\-/: ]*[a-zA-Z0-9]$/.test(qualifiedName);
  return isSpeakable && plainName(qualifiedName).length <= limits.maxLength;
}

function hashedName(qualifiedName: string, attempt: number, maxLength: number): string {
  const length = hashLengths[attempt - 1] ?? 20;
  // The attempt is part of what is hashed, so that a collision can't last.
  const hash = createHash('sha256')
    .update(attempt > hashLengths.length ? `${attempt} ${qualifiedName}` : qualifiedName)
    .digest('hex')
    .slice(0, length);
  const start = plainName(qualifiedName)
    .slice(0, maxLength - length - 1)
    .replace(/_+$/, '');
  return `${start}_${hash}`;
}

function colliding(shown: ReadonlyMap<string, string>, reserved: readonly string[]): string[] {
  const taken = new Set(reserved.map((name) => name.toLowerCase()));
  const groups = Map.groupBy(shown.keys(), (qualified) => shown.get(qualified)?.toLowerCase() ?? '');
  return [...groups].flatMap(([name, members]) => (members.length > 1 || taken.has(name) ? members : []));
}
