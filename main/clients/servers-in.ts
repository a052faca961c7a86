import type { ClientFile } from './client-files.ts';
import { readEntries } from './edit/entries.ts';
import type { Client } from './known/client.ts';
import { fieldsOf, isJsonRecord, type JsonRecord } from '../lib/json-record.ts';
import { readDocument } from './read-document.ts';

/** A server in an app's file, told the same way whatever the app's own words are. Values are as they stand there: they may name variables. */
export interface FoundServer {
  readonly name: string;
  /** Of the container that it stands in. */
  readonly keyPath: readonly string[];
  /** It stands there, switched off. */
  readonly disabled: boolean;
  /** It is a way to a Patchbay. */
  readonly isPatchbay: boolean;
  readonly way: StdioWay | HttpWay;
}

export interface StdioWay {
  readonly kind: 'stdio';
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string | null;
}

export interface HttpWay {
  readonly kind: 'http';
  readonly url: string;
  readonly transport: 'auto' | 'http' | 'sse' | 'websocket';
  readonly headers: Readonly<Record<string, string>>;
  /** Headers whose values are taken from a variable of the app's environment. */
  readonly headersFrom: readonly { readonly header: string; readonly variable: string; readonly prefix: string }[];
}

/**
 * Every server of a file, wherever it keeps some, in the file's order. What is no MCP server that the app would start or call (a built-in
 * extension, a remark) is left out.
 * @throws ConfigFault where the app couldn't read the file.
 */
export function serversIn(text: string, file: Pick<ClientFile, 'place' | 'alsoAt'>, client: Pick<Client, 'entry'>): FoundServer[] {
  const entries = [...readEntries(text, file.place)].map(([name, value]) => ({ name, value, keyPath: file.place.keyPath }));
  const also = file.alsoAt.length === 0 ? [] : file.alsoAt.flatMap((path) => entriesAt(readDocument(text, file.place.format), path));
  return [...entries, ...also].flatMap(({ name, value, keyPath }) => {
    const way = wayOf(value, client);
    return way === null ? [] : [{ name, keyPath, disabled: isSwitchedOff(value), isPatchbay: leadsToPatchbay(way), way }];
  });
}

/** The way that an entry describes, in any app's words. Null: it describes none. */
export function wayOf(value: unknown, { entry }: Pick<Client, 'entry'>): StdioWay | HttpWay | null {
  const outer = fieldsOf(value);
  // Cline nests what others write flat; elsewhere `transport` is a word.
  const fields = isJsonRecord(outer['transport']) ? { ...outer, ...outer['transport'] } : outer;
  return stdioWay(fields) ?? httpWay(fields, entry.bareUrl);
}

/** Whether the app itself was told not to use an entry. */
export function isSwitchedOff(value: unknown): boolean {
  const { disabled, enabled, active } = fieldsOf(value);
  return disabled === true || enabled === false || active === false;
}

function stdioWay(fields: JsonRecord): StdioWay | null {
  // Zed once wrote `command: { path, args, env }`.
  const inner = isJsonRecord(fields['command']) ? { ...fields['command'], command: fields['command']['path'] } : fields;
  const [command = '', ...first] = words(firstOf(inner, ['command', 'cmd']));
  if (command === '') return null;
  const env = textFields(firstOf(inner, ['env', 'envs', 'environment']));
  const cwd = firstOf(inner, ['cwd', 'working_directory', 'workingDir']);
  return { kind: 'stdio', command, args: [...first, ...texts(inner['args'])], env, cwd: typeof cwd === 'string' ? cwd : null };
}

function firstOf(fields: JsonRecord, keys: readonly string[]): unknown {
  return keys.map((key) => fields[key]).find((value) => value !== undefined && value !== null);
}

function words(command: unknown): string[] {
  return typeof command === 'string' ? [command] : texts(command);
}

function httpWay(fields: JsonRecord, bareUrl: 'http' | 'sse'): HttpWay | null {
  const url = ['httpUrl', 'url', 'serverUrl', 'uri'].map((key) => fields[key]).find((value) => typeof value === 'string' && value !== '');
  if (typeof url !== 'string') return null;
  return {
    kind: 'http',
    url,
    transport: transportOf(fields, url, bareUrl),
    headers: headersOf(fields),
    headersFrom: headersFrom(fields),
  };
}

const transports: Readonly<Record<string, HttpWay['transport']>> = {
  ws: 'websocket',
  websocket: 'websocket',
  sse: 'sse',
  http: 'http',
  streamable: 'http',
  streamablehttp: 'http',
};

function transportOf(fields: JsonRecord, url: string, bareUrl: 'http' | 'sse'): HttpWay['transport'] {
  if (/^wss?:/i.test(url)) return 'websocket';
  if (fields['httpUrl'] !== undefined) return 'http';
  const word = [fields['type'], fields['transport']].find((value) => typeof value === 'string');
  if (word === undefined) return bareUrl === 'sse' ? 'sse' : 'auto';
  return transports[word.toLowerCase().replaceAll(/[-_]/g, '')] ?? 'auto';
}

function headersOf(fields: JsonRecord): Record<string, string> {
  // Continue says `apiKey` and `requestOptions`, Codex `http_headers`.
  const key = typeof fields['apiKey'] === 'string' ? { Authorization: `Bearer ${fields['apiKey']}` } : {};
  const options = fieldsOf(fields['requestOptions']);
  return { ...key, ...textFields(options['headers']), ...textFields(fields['http_headers']), ...textFields(fields['headers']) };
}

/** Codex names variables instead of values. */
function headersFrom(fields: JsonRecord): HttpWay['headersFrom'] {
  const bearer = fields['bearer_token_env_var'];
  const named = Object.entries(textFields(fields['env_http_headers'])).map(([header, variable]) => ({ header, variable, prefix: '' }));
  return typeof bearer === 'string' ? [{ header: 'Authorization', variable: bearer, prefix: 'Bearer ' }, ...named] : named;
}

function leadsToPatchbay(way: StdioWay | HttpWay): boolean {
  return way.kind === 'stdio'
    ? way.env['PATCHBAY_APP_KEY'] !== undefined
    : /^Bearer pb_[a-z0-9-]+_[0-9a-f]{64}$/i.test(way.headers['Authorization'] ?? '');
}

interface Entry {
  readonly name: string;
  readonly value: unknown;
  readonly keyPath: readonly string[];
}

function entriesAt(document: unknown, pattern: readonly string[], before: readonly string[] = []): Entry[] {
  const [key, ...deeper] = pattern;
  const fields = fieldsOf(document);
  if (key === undefined) return Object.entries(fields).map(([name, value]) => ({ name, value, keyPath: before }));
  const keys = key === '*' ? Object.keys(fields) : [key];
  return keys.flatMap((name) => entriesAt(fields[name], deeper, [...before, name]));
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.flatMap(asText) : [];
}

function textFields(value: unknown): Record<string, string> {
  return Object.fromEntries(Object.entries(fieldsOf(value)).flatMap(([name, inner]) => asText(inner).map((text) => [name, text])));
}

/** VS Code takes numbers, and null for "not set". */
function asText(value: unknown): string[] {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? [String(value)] : [];
}
