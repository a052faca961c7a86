import type { TextOrSecret } from '../../contract/vault.ts';
import { isReference } from '../settings/references.ts';
import type { ServerSettings } from '../settings/settings.ts';
import { type Draft, draftOf, plain, type Target, type Value } from './draft.ts';

/** Null: there is no such secret. May throw where the vault is locked. */
export type ReadSecret = (name: string) => Promise<string | null>;

/** The servers of config.yaml as drafts, to compare what was found with. Their secrets stand in them hidden. */
export async function draftsOfSettings(servers: ReadonlyMap<string, ServerSettings>, readSecret: ReadSecret): Promise<Map<string, Draft>> {
  const made = new Map<string, Draft>();
  for (const [name, server] of servers) made.set(name, draftOf(name, await targetOf(server, readSecret)));
  return made;
}

async function targetOf(server: ServerSettings, readSecret: ReadSecret): Promise<Target> {
  if (server.kind === 'builtin') return { kind: 'builtin', builtin: server.builtin, roots: server.roots.map(plain) };
  if (server.kind === 'http') {
    return { kind: 'http', url: await valueOf(server.url, readSecret), headers: await sectionOf(server.headers, readSecret) };
  }
  return {
    kind: 'stdio',
    command: plain(server.command),
    args: await Promise.all(server.args.map((arg) => valueOf(arg, readSecret))),
    env: await sectionOf(server.env, readSecret),
    cwd: server.cwd === null ? null : plain(server.cwd),
  };
}

async function sectionOf(section: Readonly<Record<string, TextOrSecret>>, readSecret: ReadSecret): Promise<Map<string, Value>> {
  const values = Object.entries(section).map(async ([key, value]) => [key, await valueOf(value, readSecret)] as const);
  return new Map(await Promise.all(values));
}

/** What can't be read is like nothing else. */
async function valueOf(value: TextOrSecret, readSecret: ReadSecret): Promise<Value> {
  if (!isReference(value)) return plain(value);
  const secret = await readSecret(value.secret).catch(() => null);
  return { pieces: [value.prefix ?? '', { hidden: secret ?? `\u0000${value.secret}` }, value.suffix ?? ''] };
}
