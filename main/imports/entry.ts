import { parseCommandLine } from '../../contract/command-line.ts';
import { fieldsOf, isJsonRecord, type JsonRecord } from '../lib/json-record.ts';
import { type Draft, draftOf, leadingText, plain, type Target, type Value } from './draft.ts';
import { isScalar, saysFalse, saysTrue, textAt, textsIn } from './fields.ts';
import { interpolated } from './interpolation.ts';

/** How each client calls the same thing (clients.md, "Entry shapes"). */
const commandKeys = ['command', 'cmd'];
const urlKeys = ['url', 'httpUrl', 'serverUrl', 'uri', 'endpoint', 'sseUrl', 'baseUrl'];
const environmentKeys = ['env', 'environment', 'envs'];
const headerKeys = ['headers', 'http_headers', 'httpHeaders'];
const folderKeys = ['cwd', 'workingDir', 'working_directory', 'workingDirectory'];

/** Whether this may be the entry of a server: it says what to run, or where to connect. */
export function isEntry(value: unknown): value is JsonRecord {
  if (!isJsonRecord(value)) return false;
  return commandOf(value) !== null || textAt(value, ...urlKeys) !== '' || isJsonRecord(value['transport']) || isBuiltinOfApp(value);
}

/** What is part of an app itself, as Goose writes it, can't be taken over. */
function isBuiltinOfApp(entry: JsonRecord): boolean {
  return ['builtin', 'platform', 'frontend', 'inline_python'].includes(textAt(entry, 'type'));
}

/** One server as an app or a README writes it down; null where it is none that could run elsewhere. */
export function draftOfEntry(name: string, found: JsonRecord): Draft | null {
  const entry = isJsonRecord(found['transport']) ? { ...found, ...found['transport'] } : found;
  if (isBuiltinOfApp(entry)) return null;
  const target = targetOf(entry);
  if (target === null || isJunk(target)) return null;
  return draftOf(name, target, {
    title: textAt(entry, 'title', 'display_name', 'displayName'),
    summary: textAt(entry, 'description'),
    signsIn: target.kind === 'http' && (isJsonRecord(entry['oauth']) || isJsonRecord(entry['auth'])),
    warnings: warningsOf(entry),
  });
}

/** No server has that many. */
const mostValues = 1_000;
const longestAddress = 8_192;

function isJunk(target: Target): boolean {
  if (target.kind === 'stdio') return target.args.length > mostValues || target.env.size > mostValues;
  return target.kind === 'http' && (target.headers.size > mostValues || leadingText(target.url).length > longestAddress);
}

function targetOf(entry: JsonRecord): Target | null {
  const argv = commandOf(entry);
  if (argv !== null) {
    const [command = '', ...args] = argv;
    const cwd = textAt(entry, ...folderKeys);
    return {
      kind: 'stdio',
      command: plain(command),
      args: args.map(plain),
      env: environmentOf(entry),
      cwd: cwd === '' ? null : plain(cwd),
    };
  }
  const url = textAt(entry, ...urlKeys);
  return url === '' ? null : { kind: 'http', url: plain(url.trim()), headers: headersOf(entry) };
}

/** A command with its arguments, a list of both, or as Zed once wrote it, an object. */
function commandOf(entry: JsonRecord): string[] | null {
  const command = commandKeys.map((key) => entry[key]).find((value) => value !== undefined && value !== null);
  const args = textsIn(entry['args']);
  if (isJsonRecord(command)) {
    const path = textAt(command, 'path', 'command');
    return path === '' ? null : [path, ...textsIn(command['args'])];
  }
  if (Array.isArray(command)) return command.length === 0 ? null : [...textsIn(command), ...args];
  return typeof command === 'string' && command.trim() !== '' ? commandWords(command.trim(), args) : null;
}

/** Some write the whole line where the program belongs. A program's own path may have spaces. */
export function commandWords(command: string, args: readonly string[]): string[] {
  const line = args.length === 0 && /^[\w.-]+[ \t]+\S/.test(command) ? parseCommandLine(command) : null;
  return line?.kind === 'argv' ? [...line.argv] : [command, ...args];
}

function environmentOf(entry: JsonRecord): Map<string, Value> {
  const inherited = textsIn(entry['env_vars'] ?? entry['env_keys']).map((name) => [name, interpolated(name)] as const);
  return new Map([...inherited, ...valuesAt(entry, environmentKeys)]);
}

function headersOf(entry: JsonRecord): Map<string, Value> {
  const tokenVariable = textAt(entry, 'bearer_token_env_var');
  const apiKey = textAt(entry, 'apiKey', 'bearerToken');
  const fromVariables = Object.entries(fieldsOf(entry['env_http_headers'])).map(
    ([name, variable]) => [name, interpolated(isScalar(variable) ? String(variable) : name)] as const,
  );
  return new Map([
    ...(tokenVariable === '' ? [] : [['Authorization', interpolated(tokenVariable, 'Bearer ')] as const]),
    ...(apiKey === '' ? [] : [['Authorization', plain(`Bearer ${apiKey}`)] as const]),
    ...fromVariables,
    ...valuesAt(fieldsOf(entry['requestOptions']), headerKeys),
    ...valuesAt(entry, headerKeys),
  ]);
}

/** A section of names and texts; `NAME=value` each where it is a list. */
function valuesAt(entry: JsonRecord, keys: readonly string[]): [string, Value][] {
  const section = keys.map((key) => entry[key]).find((value) => value !== undefined);
  if (Array.isArray(section)) return section.flatMap(assignment);
  return Object.entries(fieldsOf(section)).flatMap(([key, value]): [string, Value][] =>
    isScalar(value) ? [[key, plain(String(value))]] : [],
  );
}

function assignment(item: unknown): [string, Value][] {
  if (isJsonRecord(item)) {
    const name = textAt(item, 'name', 'key');
    return name === '' || !isScalar(item['value']) ? [] : [[name, plain(String(item['value']))]];
  }
  const [, name, value] = /^([^=\s]+)=([^]*)$/.exec(isScalar(item) ? String(item) : '') ?? [];
  return name === undefined || value === undefined ? [] : [[name, plain(value)]];
}

function warningsOf(entry: JsonRecord): string[] {
  return [
    ...(isOff(entry) ? ['It was switched off where it was found.'] : []),
    ...(typeof entry['envFile'] === 'string' ? ['It read more variables from a file; only those that stand here come along.'] : []),
  ];
}

function isOff(entry: JsonRecord): boolean {
  return saysTrue(entry, 'disabled') || ['enabled', 'active', 'isActive'].some((key) => saysFalse(entry, key));
}
