import { type Document, isMap, isSeq, parseDocument } from 'yaml';
import { NamedError } from '../../contract/errors.ts';
import type { TextOrSecret } from '../../contract/vault.ts';

export interface NewServer {
  readonly command?: string | undefined;
  readonly url?: TextOrSecret | undefined;
  readonly headers?: Readonly<Record<string, TextOrSecret>> | undefined;
  readonly auth?: 'oauth' | object | undefined;
  readonly args?: readonly TextOrSecret[];
  readonly env?: Readonly<Record<string, TextOrSecret>>;
  readonly cwd?: string | undefined;
  readonly builtin?: 'files' | 'memory' | undefined;
  readonly roots?: readonly string[];
}

/** The text after a change of its document: comments, order, quotes and the file's own style of writing stay. */
export function editedYaml(text: string, change: (document: Document) => void): string {
  const document = parseDocument(text);
  change(document);
  const edited = document.toString({
    lineWidth: 0,
    indent: /^( {2,8})\S/m.exec(text)?.[1]?.length ?? 2,
    indentSeq: !/^( *)[^\s#].*:[ \t]*(?:#.*)?\r?\n\1-[ \t]/m.test(text),
    flowCollectionPadding: !/[{[][^\s\]}]/.test(text),
  });
  return text.includes('\r\n') ? edited.replaceAll('\n', '\r\n') : edited;
}

/** @throws NamedError `conflict` when the name is taken. */
export function addServerTo(document: Document, name: string, server: NewServer): void {
  if (document.hasIn(['servers', name])) throw new NamedError('conflict', `There is already a server called ${name}. Choose another name.`);
  if (!isMap(document.get('servers'))) document.set('servers', document.createNode({}));
  document.setIn(['servers', name], document.createNode(entryOf(server)));
}

/** What says nothing is left out. */
function entryOf(server: NewServer): object {
  const order = ['builtin', 'roots', 'command', 'url', 'headers', 'auth', 'args', 'env', 'cwd'] as const;
  return Object.fromEntries(order.flatMap((key) => (saysSomething(server[key]) ? [[key, server[key]]] : [])));
}

function saysSomething(value: NewServer[keyof NewServer]): boolean {
  if (value === undefined) return false;
  return typeof value === 'string' || Object.keys(value).length > 0;
}

/** Also from the profiles that name it. @throws NamedError `not_found`. */
export function removeServerFrom(document: Document, name: string): void {
  if (!document.hasIn(['servers', name])) throw new NamedError('not_found', `There is no server called ${name} in config.yaml.`);
  document.deleteIn(['servers', name]);
  const profiles = document.get('profiles');
  if (!isMap(profiles)) return;
  for (const { value: profile } of profiles.items) {
    if (!isMap(profile)) continue;
    removeItems(profile.get('servers'), (server) => server === name);
    removeItems(profile.get('pinned'), (tool) => String(tool).startsWith(`${name}.`));
  }
}

function removeItems(list: unknown, isGone: (item: unknown) => boolean): void {
  if (!isSeq(list)) return;
  for (let index = list.items.length - 1; index >= 0; index -= 1) if (isGone(list.get(index))) list.delete(index);
}

/** What Patchbay does when it finds its entry in this app's file gone. */
export function setGuardIn(document: Document, app: string, guard: 'tell' | 'mend' | 'off'): void {
  if (!isMap(document.get('apps'))) document.set('apps', document.createNode({}));
  if (isMap(document.getIn(['apps', app]))) document.setIn(['apps', app, 'guard'], guard);
  else document.setIn(['apps', app], document.createNode({ guard }));
}
