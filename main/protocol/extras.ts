import type { JsonObject, JsonValue } from '../wire/frame.ts';
import { jsonText, spelledAs } from '../wire/json-text.ts';
import { isObject } from '../wire/parse-frame.ts';
import { metaKeys } from './meta-keys.ts';

/** Each hop says these for itself: what kind of result it is, and how long it may be kept. */
const ofTheHop: ReadonlySet<string> = new Set(['resultType', 'ttlMs', 'cacheScope']);
/** Characters of JSON: what is kept goes with every page of a list. */
const longest = 64 * 1024;

/** The members of a result beside those that are `known`: nobody here knows what they mean. None where they are longer than 64 KiB. */
export function extrasOf(result: JsonObject, known: readonly string[]): JsonObject {
  const members = Object.entries(result).flatMap(([name, value]): (readonly [string, JsonValue])[] => {
    if (known.includes(name) || ofTheHop.has(name)) return [];
    const kept = name === '_meta' ? foreignMeta(value) : value;
    return kept === null ? [] : [[name, kept]];
  });
  const extras = spelledAs(Object.fromEntries(members), result);
  return jsonText(extras).length > longest ? {} : extras;
}

/** Who answered is another one for the app. Null: nothing else was said. */
function foreignMeta(meta: JsonValue): JsonValue {
  if (!isObject(meta) || !(metaKeys.serverInfo in meta)) return meta;
  const { [metaKeys.serverInfo]: _server, ...others } = meta;
  return Object.keys(others).length > 0 ? spelledAs(others, meta) : null;
}
