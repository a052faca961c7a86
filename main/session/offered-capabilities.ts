import type { Era } from '../protocol/versions.ts';
import type { JsonObject, JsonValue } from '../wire/frame.ts';
import { isObject } from '../wire/parse-frame.ts';
import type { Desk } from './app-request.ts';

/** What Patchbay does itself, whatever its servers do. */
const own: JsonObject = { tools: { listChanged: true } };
const tasksExtension = 'io.modelcontextprotocol/tasks';
/** Lists that Patchbay watches, so that a change is told even where the server behind it doesn't. */
const watched: ReadonlySet<string> = new Set(['prompts', 'resources']);

/** What is declared to an app: everything that one of its servers declared when it last ran. Nothing is started to learn it. */
export function offeredCapabilities({ app, around }: Pick<Desk, 'app' | 'around'>, era: Era): JsonObject {
  const view = around.view(app);
  const declared = view.servers.map((server) => view.capabilitiesOf(server) ?? {});
  return withAnnouncements([...declared.map((one) => inEra(one, era)), own].reduce(union, {}));
}

/** Tasks of one era mean nothing in the other, and are not translated. */
function inEra(capabilities: JsonObject, era: Era): JsonObject {
  const { tasks, extensions, ...others } = capabilities;
  if (era === 'legacy') return { ...others, ...(tasks !== undefined && { tasks }), ...withoutTasks(extensions) };
  return { ...others, ...(extensions !== undefined && { extensions }) };
}

function withoutTasks(extensions: JsonValue | undefined): JsonObject {
  if (!isObject(extensions)) return {};
  const { [tasksExtension]: _tasks, ...others } = extensions;
  return Object.keys(others).length > 0 ? { extensions: others } : {};
}

function union(left: JsonObject, right: JsonObject): JsonObject {
  const names = [...new Set([...Object.keys(left), ...Object.keys(right)])];
  return Object.fromEntries(names.map((name) => [name, both(left[name], right[name])]));
}

function both(left: JsonValue | undefined, right: JsonValue | undefined): JsonValue {
  if (isObject(left) && isObject(right)) return union(left, right);
  if (left === undefined || left === false) return right ?? null;
  return left;
}

function withAnnouncements(capabilities: JsonObject): JsonObject {
  const entries = Object.entries(capabilities).map(([name, value]): [string, JsonValue] =>
    watched.has(name) && isObject(value) ? [name, { ...value, listChanged: true }] : [name, value],
  );
  return Object.fromEntries(entries);
}
