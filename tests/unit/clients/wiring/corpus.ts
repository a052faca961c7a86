import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import ts from 'typescript';
import { parse as parseToml, stringify as stringifyToml } from 'smol-toml';
import { parse as parseYaml, stringify as stringifyYaml } from 'yaml';
import type { EntryPlace } from '../../../../main/clients/edit/place.ts';
import { entryFor } from '../../../../main/clients/entry-for.ts';
import type { Client } from '../../../../main/clients/known/client.ts';
import { clientById } from '../../../../main/clients/known/clients.ts';

const root = join(import.meta.dirname, '../../../fixtures/client-files');

/** A file as it occurs with a client, and where that keeps its servers. */
export interface ClientFileCase {
  /** `client/file`. */
  readonly name: string;
  readonly client: string;
  readonly descriptor: Client;
  readonly bytes: Buffer;
  readonly place: EntryPlace;
  /** Patchbay's entry, as this client wants it. */
  readonly entry: Readonly<Record<string, unknown>>;
  /** Of its fault, for a broken one. */
  readonly fault: { readonly line: number; readonly column: number } | null;
}

/** Every file of `tests/fixtures/client-files`: `<client>/<case>`, and broken ones as `<client>/broken/<case>@<line>-<column>`. */
export function clientFileCases(): readonly ClientFileCase[] {
  const names = readdirSync(root, { recursive: true, withFileTypes: true }).filter((found) => found.isFile());
  return names.map((found) => caseOf(join(found.parentPath, found.name))).toSorted((a, b) => a.name.localeCompare(b.name));
}

function caseOf(path: string): ClientFileCase {
  const name = path.slice(root.length + 1);
  const id = name.split('/')[0] ?? '';
  const client = clientById(id);
  if (client === null) throw new Error(`There is no client ${id}.`);
  const { format, keyPath, container, tolerance } = client;
  const [, line, column] = /@(\d+)-(\d+)\.\w+$/.exec(basename(name)) ?? [];
  const launch = { command: '/opt/Patchbay/shim', args: ['--app', id], env: { PATCHBAY_APP_KEY: '0123456789abcdef0123456789abcdef' } };
  return {
    name,
    client: id,
    descriptor: client,
    bytes: readFileSync(path),
    place: { format, keyPath, container, tolerance },
    entry: entryFor(client, launch),
    fault: line === undefined ? null : { line: Number(line), column: Number(column) },
  };
}

/** What a file says, by a parser that the product doesn't use; null where there is nothing. */
export function parsedBy(format: EntryPlace['format'], text: string): unknown {
  const bare = text.replace(/^\uFEFF/, '');
  if (bare.replaceAll(/\/\/.*|#.*/g, '').trim() === '') return null;
  if (format === 'toml') return parseToml(bare, { integersAsBigInt: 'asNeeded' });
  if (format === 'yaml') return parseYaml(bare, { merge: true });
  return parsedJson(bare);
}

/** TypeScript reads JSON with comments and trailing commas. */
function parsedJson(text: string): unknown {
  const { config, error } = ts.parseConfigFileTextToJson('file.json', text);
  if (error !== undefined) throw new Error(ts.flattenDiagnosticMessageText(error.messageText, '\n'));
  return config;
}

/** As an app writes its file anew from what it read: no comments, its own indentation. */
export function rewrittenAs(format: EntryPlace['format'], value: object): string {
  if (format === 'toml') return stringifyToml(value);
  if (format === 'yaml') return stringifyYaml(value, { indent: 4 });
  return JSON.stringify(value, null, 3);
}

/** In memory where the system has such a place: syncing costs nothing there. */
export function quickFolder(): string {
  return existsSync('/dev/shm') ? '/dev/shm' : tmpdir();
}
