import { isAbsolute } from 'node:path';
import { namePattern } from '../../contract/names.ts';
import { fieldsOf, isJsonRecord, type JsonRecord } from '../lib/json-record.ts';
import { nearestKey } from './nearest-key.ts';
import { expandHome } from './resolve-settings.ts';
import { keysAt, nameRule } from './schema.ts';
import type { Mistake } from './mistake.ts';
import { remoteMistakes } from './remote-mistakes.ts';

/**
 * What names what in the file, and what goes with what. Reads a file that may be wrong in other ways too, so that a person sees every fault
 * at once. Lazy: a file with very many faults is not read to its end.
 */
export function* mistakesIn(content: unknown, homeDirectory: string): Generator<Mistake> {
  const servers = sectionOf(content, 'servers');
  const profiles = sectionOf(content, 'profiles');
  const apps = sectionOf(content, 'apps');
  yield* nameMistakes('servers', servers);
  yield* nameMistakes('profiles', profiles);
  yield* nameMistakes('apps', apps);
  for (const [name, server] of Object.entries(servers)) if (isJsonRecord(server)) yield* serverMistakes(name, server, homeDirectory);
  const serverNames = new Set(Object.keys(servers));
  for (const [name, profile] of Object.entries(profiles)) if (isJsonRecord(profile)) yield* profileMistakes(name, profile, serverNames);
  const profileNames = new Set(['default', ...Object.keys(profiles)]);
  for (const [name, app] of Object.entries(apps)) {
    if (isJsonRecord(app))
      yield* unknownName({ path: ['apps', name, 'profile'], name: app['profile'], among: profileNames, kind: 'profile' });
  }
}

function* nameMistakes(kind: string, section: JsonRecord): Generator<Mistake> {
  for (const name of Object.keys(section))
    if (!namePattern.test(name)) yield { path: [kind, name], at: 'key', message: `\`${kind}.${name}\` ${nameRule}` };
}

const kinds = ['command', 'url', 'builtin'] as const;
const commandKeys = ['args', 'env', 'cwd'] as const;
const urlKeys = ['headers', 'transport', 'auth'] as const;

function serverMistakes(name: string, server: JsonRecord, homeDirectory: string): Mistake[] {
  return [...kindMistakes(name, server), ...remoteMistakes(['servers', name], server), ...folderMistakes(name, server, homeDirectory)];
}

function kindMistakes(name: string, server: JsonRecord): Mistake[] {
  const path = ['servers', name];
  const given = kinds.filter((kind) => server[kind] !== undefined);
  const last = given.at(-1);
  if (last === undefined) return kindless(name, server);
  if (given.length > 1)
    return [{ path: [...path, last], at: 'key', message: `a server has either ${given.map(quoted).join(' or ')}: take one out` }];
  return [
    ...(server['builtin'] === 'files' ? rootless(name, server) : misplaced(path, server, ['roots'], 'goes with `builtin: files` only')),
    ...(last === 'command' ? [] : misplaced(path, server, commandKeys, 'goes with `command` only')),
    ...(last === 'url' ? [] : misplaced(path, server, urlKeys, 'goes with `url` only')),
  ];
}

function quoted(word: string): string {
  return `\`${word}\``;
}

function rootless(name: string, { roots }: JsonRecord): Mistake[] {
  const missing = roots === undefined || (Array.isArray(roots) && roots.length === 0);
  return missing
    ? [{ path: ['servers', name], at: 'key', message: `the server \`${name}\` needs \`roots\`: the folders that it may use` }]
    : [];
}

/** A key that isn't known may be the one that was meant, and is a fault of its own. */
function kindless(name: string, server: JsonRecord): Mistake[] {
  const path = ['servers', name];
  const { known } = keysAt(path);
  if (!Object.keys(server).every((key) => known.includes(key))) return [];
  return [
    {
      path,
      at: 'key',
      message: `the server \`${name}\` needs \`command\` (a program to start), \`url\` (a remote server) or \`builtin\` (files or memory)`,
    },
  ];
}

function misplaced(path: readonly PropertyKey[], server: JsonRecord, keys: readonly string[], message: string): Mistake[] {
  return keys
    .filter((key) => server[key] !== undefined)
    .map((key) => ({ path: [...path, key], at: 'key', message: `\`${key}\` ${message}: take it out` }));
}

function folderMistakes(name: string, { cwd, roots }: JsonRecord, homeDirectory: string): Mistake[] {
  const folders: [PropertyKey[], unknown][] = [
    [['servers', name, 'cwd'], cwd],
    ...listOf(roots).map((root, index): [PropertyKey[], unknown] => [['servers', name, 'roots', index], root]),
  ];
  return folders
    .filter(([, folder]) => typeof folder === 'string' && folder !== '' && !isAbsolute(expandHome(folder, homeDirectory)))
    .map(([path, folder]) => ({ path, at: 'value', message: `the folder \`${String(folder)}\` must be absolute: begin it with / or ~/` }));
}

function* profileMistakes(name: string, profile: JsonRecord, servers: ReadonlySet<string>): Generator<Mistake> {
  for (const [index, server] of listOf(profile['servers']).entries()) {
    yield* unknownName({ path: ['profiles', name, 'servers', index], name: server, among: servers, kind: 'server' });
  }
  for (const [index, tool] of listOf(profile['pinned']).entries()) {
    const server = typeof tool === 'string' ? tool.split('.')[0] : undefined;
    yield* unknownName({ path: ['profiles', name, 'pinned', index], name: server, among: servers, kind: 'server' });
  }
}

interface Naming {
  readonly path: readonly PropertyKey[];
  readonly name: unknown;
  readonly among: ReadonlySet<string>;
  readonly kind: string;
}

function unknownName({ path, name, among, kind }: Naming): Mistake[] {
  if (typeof name !== 'string' || among.has(name)) return [];
  const nearest = nearestKey(name, [...among]);
  const hint = nearest === null ? `add it under \`${kind}s\` or take it out` : `did you mean \`${nearest}\`?`;
  return [{ path, at: 'value', message: `there is no ${kind} \`${name}\`; ${hint}` }];
}

function sectionOf(content: unknown, key: string): JsonRecord {
  return fieldsOf(fieldsOf(content)[key]);
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
