import { fieldsOf, isJsonRecord, type JsonRecord } from '../lib/json-record.ts';
import { type Draft, draftOf, plain, type Value } from './draft.ts';
import { isScalar, saysTrue, textAt, textsIn } from './fields.ts';
import { interpolated } from './interpolation.ts';

/** The files of Docker's MCP toolkit (docker/mcp-gateway, pkg/catalog/types.go): a catalog, what of it is switched on, and its settings. */
export function isDockerCatalog(document: unknown): document is JsonRecord {
  return isJsonRecord(document) && Object.values(fieldsOf(document['registry'])).some(isDockerServer);
}

function isDockerServer(server: unknown): server is JsonRecord {
  return isJsonRecord(server) && (isImage(server['image']) || isJsonRecord(server['remote']));
}

/** What begins like an option would be one of Docker's. */
export function isImage(text: unknown): text is string {
  return typeof text === 'string' && /^[\w[]/.test(text);
}

/**
 * @param names those that are switched on; left out: all.
 * @param settings of each server, by its name.
 */
export function draftOfDocker(catalog: JsonRecord, names?: ReadonlySet<string>, settings: JsonRecord = {}): Draft[] {
  return Object.entries(fieldsOf(catalog['registry'])).flatMap(([name, server]) =>
    isDockerServer(server) && names?.has(name) !== false ? [draftOfServer(name, server, settings)] : [],
  );
}

function draftOfServer(name: string, server: JsonRecord, settings: JsonRecord): Draft {
  const about = {
    title: textAt(server, 'title'),
    summary: textAt(server, 'description'),
    signsIn: isJsonRecord(server['oauth']),
  };
  const remote = fieldsOf(server['remote']);
  if (typeof remote['url'] === 'string') {
    const headers = Object.entries(fieldsOf(remote['headers'])).flatMap(([key, value]) =>
      isScalar(value) ? [[key, plain(String(value))] as const] : [],
    );
    return draftOf(name, { kind: 'http', url: plain(remote['url']), headers: new Map(headers) }, about);
  }
  return draftOf(name, { kind: 'stdio', command: plain('docker'), ...containerOf(server, settings), cwd: null }, about);
}

/** What the gateway itself would run (pkg/gateway/clientpool.go). */
function containerOf(server: JsonRecord, settings: JsonRecord): { args: Value[]; env: Map<string, Value> } {
  const env = new Map([...variablesOf(server, settings), ...secretsOf(server)]);
  const words = (key: string) => textsIn(server[key]).map((word) => filledIn(word, settings));
  const args = [
    ...['run', '-i', '--rm', '--init', '--security-opt', 'no-new-privileges'].map(plain),
    ...(saysTrue(server, 'disableNetwork') ? [plain('--network'), plain('none')] : []),
    ...[...env.keys()].flatMap((variable) => [plain('-e'), plain(variable)]),
    ...words('volumes').flatMap((volume) => [plain('-v'), volume]),
    plain(textAt(server, 'image')),
    ...words('command'),
  ];
  return { args, env };
}

function variablesOf(server: JsonRecord, settings: JsonRecord): [string, Value][] {
  return recordsOrTexts(server['env']).flatMap((item): [string, Value][] =>
    isJsonRecord(item) && typeof item['name'] === 'string' ? [[item['name'], filledIn(textAt(item, 'value'), settings)]] : [],
  );
}

/** Docker's secrets stay with Docker: they are asked for. */
function secretsOf(server: JsonRecord): [string, Value][] {
  return recordsOrTexts(server['secrets']).flatMap((item): [string, Value][] =>
    isJsonRecord(item) && typeof item['env'] === 'string' ? [[item['env'], interpolated(item['env'])]] : [],
  );
}

function recordsOrTexts(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string' || isJsonRecord(item)) : [];
}

/** `{{grafana.url}}` is the setting `url` of `grafana`; what isn't set is asked for. */
function filledIn(text: string, settings: JsonRecord): Value {
  return plain(
    text.replace(/\{\{\s*([\w.-]{1,128})[^{}]{0,64}\}\}/g, (whole, path: string) => {
      const value = path.split('.').reduce<unknown>((at, key) => fieldsOf(at)[key], settings);
      return isScalar(value) ? String(value) : whole;
    }),
  );
}
