import type { EntryPlace } from './edit/place.ts';
import type { Client, FilePlace } from './known/client.ts';
import type { Disk, Machine } from './machine.ts';
import { expandPath, matchingPaths, pathsOf } from './paths.ts';

/** One file of a client on this machine. */
export interface ClientFile {
  /** Absolute. */
  readonly path: string;
  readonly scope: 'user' | 'project';
  readonly exists: boolean;
  /** Patchbay's entry belongs here; else its servers are only read. */
  readonly writes: boolean;
  readonly place: EntryPlace;
  /** Other places of the file with servers; `*` is any key. */
  readonly alsoAt: readonly (readonly string[])[];
}

interface Candidate extends Omit<ClientFile, 'writes'> {
  readonly readOnly: boolean;
  /** The variable of the person's own that names it, which wins. */
  readonly ownVariable: string | null;
  readonly folderExists: boolean;
}

/** The files of the person's own scope that exist or would be written, in the order of the descriptor. */
export async function clientFiles(client: Client, machine: Machine, disk: Disk): Promise<ClientFile[]> {
  const places = client.files[machine.system] ?? client.files.all ?? [];
  const counting = (await Promise.all(places.map((place) => candidates(client, place, machine, disk)))).flat();
  const first = counting.length > 0 ? [] : await fallback(client, places, machine, disk);
  return chosen(client, [...counting, ...first]);
}

/** The file of a project that would be written, and those that exist. @param folder of the project, absolute. */
export async function projectFiles(client: Client, folder: string, machine: Machine, disk: Disk): Promise<ClientFile[]> {
  const each = client.project.map(async (place) => {
    const paths = await matchingPaths(pathsOf(machine).join(folder, place.at), machine, disk);
    return Promise.all(paths.map((path) => candidate(path, { client, place, scope: 'project' }, machine, disk)));
  });
  return chosen({ ...client, choose: 'one' }, (await Promise.all(each)).flat());
}

async function candidates(client: Client, place: FilePlace, machine: Machine, disk: Disk): Promise<Candidate[]> {
  const path = expandPath(place.at, machine);
  if (path === null || !(await counts(place, machine, disk))) return [];
  const paths = await matchingPaths(path, machine, disk);
  return Promise.all(paths.map((found) => candidate(found, { client, place, scope: 'user' }, machine, disk)));
}

async function counts({ only }: FilePlace, machine: Machine, disk: Disk): Promise<boolean> {
  const needed = only === undefined ? null : expandPath(only, machine);
  return needed === null || (await disk.exists(needed));
}

/** Where nothing counts yet, the first file is the one to make. */
async function fallback(client: Client, places: readonly FilePlace[], machine: Machine, disk: Disk): Promise<Candidate[]> {
  const first = places.find(({ at, readOnly }) => readOnly !== true && !at.includes('*') && expandPath(at, machine) !== null);
  return first === undefined ? [] : candidates(client, { at: first.at }, machine, disk);
}

interface Origin {
  readonly client: Client;
  readonly place: Partial<FilePlace>;
  readonly scope: 'user' | 'project';
}

async function candidate(path: string, { client, place, scope }: Origin, machine: Machine, disk: Disk): Promise<Candidate> {
  return {
    path,
    scope,
    exists: await disk.exists(path),
    folderExists: await disk.exists(pathsOf(machine).dirname(path)),
    readOnly: place.readOnly === true || client.wiring !== 'file',
    ownVariable: /^\$\{(\w+)\}/.exec(place.at ?? '')?.[1] ?? null,
    alsoAt: place.keyPath === undefined ? client.alsoAt : [],
    place: {
      format: place.format ?? client.format,
      keyPath: place.keyPath ?? client.keyPath,
      container: place.container ?? client.container,
      tolerance: client.tolerance,
    },
  };
}

function chosen(client: Pick<Client, 'choose'>, all: readonly Candidate[]): ClientFile[] {
  const writable = all.filter(({ readOnly }) => !readOnly);
  const own = writable.find(({ ownVariable }) => ownVariable !== null)?.ownVariable;
  const possible = own === undefined ? writable : writable.filter(({ ownVariable }) => ownVariable === own);
  const target = possible.find(({ exists }) => exists) ?? possible.find(({ folderExists }) => folderExists) ?? possible[0];
  const seen = new Set<string>();
  return all.flatMap(({ readOnly, ownVariable: _own, folderExists: _folder, ...file }) => {
    const writes = !readOnly && (client.choose === 'every' || file.path === target?.path);
    if (seen.has(file.path) || (!writes && !file.exists)) return [];
    seen.add(file.path);
    return [{ ...file, writes }];
  });
}
