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

/** A tool or a prompt. */
export interface NamedThing {
  readonly server: string;
  readonly name: string;
  /** What stands before the name; undefined: the name of the server and `_`. Empty: the name stays as the server spelled it. */
  readonly prefix?: string | undefined;
}

/**
 * Derives for each thing, by its qualified name (`server.name`), the name that an app is shown. With a prefix:
 * `[a-zA-Z][a-zA-Z0-9_]*`, without `___`, within the limit and unique when lower-cased; it keeps its spelling as far as that allows, else a
 * hash of the qualified name stands for what was lost. With an empty prefix the server's own name, if MCP allows it (`[A-Za-z0-9_.-]`, 128
 * characters at most) and nothing else has it. The same set gives the same names in whatever order.
 */
export function shownNames(things: Iterable<NamedThing>, limits: NameLimits): ReadonlyMap<string, string> {
  const named = new Map([...things].map((thing) => [qualifiedName(thing), thing]));
  const attempts = new Map([...named].map(([name, thing]) => [name, isKept(thing, limits) ? 0 : 1]));
  let shown = deriveAll(named, attempts, limits);
  let crowded = colliding(shown, limits.reserved);
  while (crowded.length > 0) {
    for (const name of crowded) attempts.set(name, (attempts.get(name) ?? 0) + 1);
    shown = deriveAll(named, attempts, limits);
    crowded = colliding(shown, limits.reserved);
  }
  return new Map([...shown].map(([name, { text }]) => [name, text]));
}

export function qualifiedName({ server, name }: Pick<NamedThing, 'server' | 'name'>): string {
  return `${server}.${name}`;
}

interface Shown {
  readonly text: string;
  /** As its server spelled it. */
  readonly isBare: boolean;
}

function deriveAll(named: ReadonlyMap<string, NamedThing>, attempts: ReadonlyMap<string, number>, limits: NameLimits): Map<string, Shown> {
  return new Map([...named].map(([name, thing]) => [name, derive(thing, attempts.get(name) ?? 0, limits.maxLength)]));
}

function derive(thing: NamedThing, attempt: number, maxLength: number): Shown {
  if (attempt > 0) return { text: hashedName(thing, attempt, maxLength), isBare: false };
  return keepsName(thing) ? { text: thing.name, isBare: true } : { text: plainName(prefixed(thing)), isBare: false };
}

function prefixed(thing: NamedThing): string {
  return thing.prefix === undefined ? qualifiedName(thing) : `${thing.prefix}${thing.name}`;
}

function keepsName({ name, prefix }: NamedThing): boolean {
  return prefix === '' && /^[A-Za-z0-9_.-]{1,128}$/.test(name);
}

/** `.`, `-`, `/` and the like become `_`: that is how people would write the name themselves. */
function plainName(name: string): string {
  const plain = name.replace(/[^a-zA-Z0-9_]/g, '_').replace(/_{3,}/g, '__');
  return /^[a-zA-Z]/.test(plain) ? plain : `x_${plain.replace(/^_+/, '')}`;
}

function isKept(thing: NamedThing, limits: NameLimits): boolean {
  if (keepsName(thing)) return true;
  const name = prefixed(thing);
  return /^[a-zA-Z0-9_.\-/: ]*[a-zA-Z0-9]$/.test(name) && plainName(name).length <= limits.maxLength;
}

function hashedName(thing: NamedThing, attempt: number, maxLength: number): string {
  const length = hashLengths[attempt - 1] ?? 20;
  const qualified = qualifiedName(thing);
  // The attempt is part of what is hashed, so that a collision can't last.
  const hash = createHash('sha256')
    .update(attempt > hashLengths.length ? `${attempt} ${qualified}` : qualified)
    .digest('hex')
    .slice(0, length);
  // Without a prefix of its own, the name of the server helps to tell things apart.
  const start = plainName(thing.prefix === '' ? qualified : prefixed(thing))
    .slice(0, maxLength - length - 1)
    .replace(/_+$/, '');
  return `${start}_${hash}`;
}

/** Names are the same when they only differ in capitals, but for bare ones among each other: MCP tells those apart. */
function colliding(shown: ReadonlyMap<string, Shown>, reserved: readonly string[]): string[] {
  const taken = new Set(reserved.map((name) => name.toLowerCase()));
  const groups = Map.groupBy(shown, ([, { text }]) => text.toLowerCase());
  return [...groups].flatMap(([name, members]) => {
    const texts = new Set(members.map(([, { text }]) => text));
    const areApart = texts.size === members.length && (members.length === 1 || members.every(([, { isBare }]) => isBare));
    return areApart && !taken.has(name) ? [] : members.map(([qualified]) => qualified);
  });
}
