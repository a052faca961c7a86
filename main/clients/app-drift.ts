import { isDeepStrictEqual } from 'node:util';
import type { AppDrift } from '../../contract/known-apps.ts';
import type { AppLook, FileLook } from './app-look.ts';
import { entryFor, type Launch } from './entry-for.ts';
import type { Client } from './known/client.ts';
import { wayOf } from './servers-in.ts';

/** A file into which Patchbay wrote its entry, and hasn't taken it out again. */
export interface WiredFile {
  readonly path: string;
  /** The folder of the project, or null for the person's own file. */
  readonly project: string | null;
  /** ISO 8601, UTC. */
  readonly at: string;
  /** As it was written. */
  readonly entry: unknown;
}

/** A wired file as it last was in order. */
export interface GoodFile {
  readonly backup: NonNullable<AppDrift['backup']>;
  /** Keys of the servers beside our entry. */
  readonly servers: readonly string[];
  /** Some of them went together with our entry, and neither came back nor were let go. */
  readonly isMissed: boolean;
}

export interface Expected {
  readonly wired: readonly WiredFile[];
  /** How the entry starts Patchbay today. */
  readonly launch: Launch;
  /** Names of the servers that were in a wired file when it was wired, by path; those don't count as new. */
  readonly knownServers: ReadonlyMap<string, ReadonlySet<string>>;
  /** By path. */
  readonly goodFiles: ReadonlyMap<string, GoodFile>;
}

export type FoundDrift = Pick<AppDrift, 'kind' | 'path' | 'message' | 'backup'>;

/** What is no longer as the wiring left it. A file with a fault has none: nobody can tell what it says. */
export function driftOf(look: AppLook, expected: Expected): FoundDrift[] {
  return [...wiredDrift(look, expected), ...newPlaces(look, expected.wired)];
}

function wiredDrift(look: AppLook, { wired, launch, knownServers, goodFiles }: Expected): FoundDrift[] {
  return wired.flatMap((record) => {
    const file = look.files.find((candidate) => candidate.file.path === record.path);
    if (file?.fault !== null && file !== undefined) return [];
    return [
      ...entryDrift(look.client, record, { file, launch }),
      ...lostServers(record, file, goodFiles.get(record.path)),
      ...newServers(look.client, file, knownServers.get(record.path)),
    ];
  });
}

/** Claude Desktop moved into a package of Windows, and read its old file no more. */
function newPlaces({ client, files }: AppLook, wired: readonly WiredFile[]): FoundDrift[] {
  if (!client.moves || !wired.some(({ project }) => project === null)) return [];
  const bare = files.filter(({ file, project, entry, fault }) => file.writes && project === null && entry === undefined && fault === null);
  return bare
    .filter(({ file }) => !wired.some(({ path }) => path === file.path))
    .map(({ file: { path } }) => ({
      kind: 'lost',
      path,
      message: `${client.label} now reads ${path}, where Patchbay's entry doesn't stand: wire it again.`,
    }));
}

const keySeparator = '\u0000';

/** Name by which a server of a file is known again. */
export function serverKey({ keyPath, name }: FileLook['servers'][number]): string {
  return [...keyPath, name].join(keySeparator);
}

function entryDrift(
  client: Client,
  { path, entry }: WiredFile,
  { file, launch }: { file: FileLook | undefined; launch: Launch },
): FoundDrift[] {
  const { label } = client;
  if (file?.entry === undefined) {
    const what = file?.file.exists === true ? "Patchbay's entry is gone from" : 'There is no longer a file';
    return [{ kind: 'lost', path, message: `${what} ${path}: ${label} reaches no tools through Patchbay.` }];
  }
  const found = wayOf(file.entry, client);
  if (isDeepStrictEqual(found, wayOf(entryFor(client, launch), client))) return [];
  const isAsWritten = isDeepStrictEqual(found, wayOf(entry, client));
  const message = isAsWritten
    ? `The entry of ${label} in ${path} starts Patchbay from another place than this one: wire it again.`
    : `Somebody changed Patchbay's entry in ${path}: ${label} would start something else under its name.`;
  return [{ kind: 'changed', path, message }];
}

/** More names would hide what the sentence says. */
const mostNames = 5;

/** An app that empties its file takes the person's other servers along. One that goes by itself was taken out by somebody: that is no drift. */
function lostServers({ path }: WiredFile, file: FileLook | undefined, good: GoodFile | undefined): FoundDrift[] {
  if (good === undefined || (file?.entry !== undefined && !good.isMissed)) return [];
  const present = new Set(file?.servers.map(serverKey));
  const names = good.servers.filter((key) => !present.has(key)).map((key) => key.slice(key.lastIndexOf(keySeparator) + 1));
  if (names.length === 0) return [];
  const listed = [...names.slice(0, mostNames), ...(names.length > mostNames ? ['…'] : [])].join(', ');
  const count = names.length === 1 ? '1 other server is' : `${names.length} other servers are`;
  return [{ kind: 'others-lost', path, message: `${count} gone from ${path}, too: ${listed}.`, backup: good.backup }];
}

function newServers({ label }: Client, file: FileLook | undefined, known: ReadonlySet<string> | undefined): FoundDrift[] {
  const names = (file?.servers ?? [])
    .filter((server) => !server.disabled && known?.has(serverKey(server)) === false)
    .map(({ name }) => name);
  if (file === undefined || names.length === 0) return [];
  const which = names.length === 1 ? `the server ${names[0]}` : `the servers ${names.join(', ')}`;
  return [{ kind: 'bypass', path: file.file.path, message: `${label} now talks to ${which} directly, outside Patchbay's rules.` }];
}
