import type { JsonObject, JsonValue } from '../wire/frame.ts';
import { spelledAs } from '../wire/json-text.ts';
import { isList, isObject } from '../wire/parse-frame.ts';

type Rewrite = (uri: string) => string;
type Place = (value: JsonValue, rewrite: Rewrite) => JsonValue;

/**
 * A result or params with other URIs, everywhere where MCP and MCP Apps put the URI of a resource: `uri`, resource links and embedded
 * resources in content and messages, `contents`, what is asked for and answered in several rounds, and the page of an MCP App. Everything
 * else stays, spelled as it was; where no URI changes, the very same object comes back.
 */
export function rewriteUris(value: JsonObject, rewrite: Rewrite): JsonObject {
  // An object stays an object.
  return inMessage(value, rewrite) as JsonObject;
}

/** The same for the definition of a tool, a resource or a resource template. */
export function rewriteDefinition<Definition extends JsonObject>(definition: Definition, rewrite: Rewrite): Definition {
  // Members change only from text to text, and objects to their like.
  return inMembers(definition, { uri, uriTemplate: uri, _meta: inMeta }, rewrite) as Definition;
}

/** The same for arguments, of which nobody here knows what they mean: every text in them, as a whole. */
export function rewriteTexts<Value extends JsonValue>(value: Value, rewrite: Rewrite): Value {
  // A text stays a text, a list a list, and an object an object.
  return hasOther(value, rewrite) ? (inAny(value, rewrite) as Value) : value;
}

/** Arguments of any size pass here with each call, and hardly ever one of them changes: to look makes nothing anew. */
function hasOther(value: JsonValue, rewrite: Rewrite): boolean {
  if (typeof value === 'string') return rewrite(value) !== value;
  if (typeof value !== 'object' || value === null) return false;
  return (isList(value) ? value : Object.values(value)).some((each) => hasOther(each, rewrite));
}

const inAny: Place = (value, rewrite) => {
  if (typeof value === 'string') return rewrite(value);
  return isList(value) ? inEach(value, inAny, rewrite) : inAll(value, inAny, rewrite);
};

/** The pages of MCP Apps that a definition names, in both spellings of the key, and that of the apps before them. */
export function appPagesOf(definition: JsonObject): string[] {
  const pages: string[] = [];
  const meta = definition['_meta'];
  if (meta !== undefined) inMeta(meta, (uri) => pages[pages.push(uri) - 1] ?? uri);
  return pages;
}

const uri: Place = (value, rewrite) => (typeof value === 'string' ? rewrite(value) : value);

const inMeta: Place = (value, rewrite) => inMembers(value, meta, rewrite);
const meta: Readonly<Record<string, Place>> = {
  ui: (value, rewrite) => inMembers(value, { resourceUri: uri }, rewrite),
  'ui/resourceUri': uri,
  'openai/outputTemplate': uri,
};

const inBlocks: Place = (value, rewrite) => (isList(value) ? inEach(value, inBlock, rewrite) : inBlock(value, rewrite));
const inBlock: Place = (value, rewrite) => {
  const kind = isObject(value) ? value['type'] : undefined;
  return inMembers(value, (typeof kind === 'string' ? blocks.get(kind) : undefined) ?? { _meta: inMeta }, rewrite);
};
const resource: Readonly<Record<string, Place>> = { uri, _meta: inMeta };
const blocks: ReadonlyMap<string, Readonly<Record<string, Place>>> = new Map([
  ['resource_link', resource],
  ['resource', { resource: (value, rewrite) => inMembers(value, resource, rewrite), _meta: inMeta }],
  ['tool_result', { content: inBlocks, _meta: inMeta }],
]);

const inMessage: Place = (value, rewrite) => inMembers(value, message, rewrite);
const message: Readonly<Record<string, Place>> = {
  uri,
  _meta: inMeta,
  content: inBlocks,
  contents: (value, rewrite) => inEach(value, (each) => inMembers(each, resource, rewrite), rewrite),
  messages: (value, rewrite) => inEach(value, (each) => inMembers(each, { content: inBlocks, _meta: inMeta }, rewrite), rewrite),
  inputRequests: (value, rewrite) => inAll(value, (each) => inMembers(each, { params: inMessage }, rewrite), rewrite),
  inputResponses: (value, rewrite) => inAll(value, inMessage, rewrite),
  result: inMessage,
};

function inMembers(value: JsonValue, places: Readonly<Record<string, Place>>, rewrite: Rewrite): JsonValue {
  if (!isObject(value)) return value;
  const changes = Object.entries(places).flatMap(([name, place]) => {
    const before = Object.hasOwn(value, name) ? value[name] : undefined;
    const after = before === undefined ? undefined : place(before, rewrite);
    return after === undefined || after === before ? [] : [[name, after] as const];
  });
  return changes.length === 0 ? value : spelledAs({ ...value, ...Object.fromEntries(changes) }, value);
}

function inEach(value: JsonValue, place: Place, rewrite: Rewrite): JsonValue {
  if (!isList(value)) return value;
  const after = value.map((each) => place(each, rewrite));
  return after.every((each, index) => each === value[index]) ? value : spelledAs(after, value);
}

function inAll(value: JsonValue, place: Place, rewrite: Rewrite): JsonValue {
  return isObject(value) ? inMembers(value, Object.fromEntries(Object.keys(value).map((name) => [name, place])), rewrite) : value;
}
