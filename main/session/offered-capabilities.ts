import type { Era } from '../protocol/versions.ts';
import type { JsonObject, JsonValue } from '../wire/frame.ts';
import { isObject } from '../wire/parse-frame.ts';
import type { AppView } from './app-view.ts';
import type { Desk } from './app-request.ts';

/**
 * What there is whatever the servers have: an app hears once what there is, and prompts may come with a server that is added later. Until
 * then their list is empty.
 */
const own: JsonObject = { tools: { listChanged: true }, prompts: {}, completions: {} };
/** Some apps give their model tools for resources as soon as these are declared: only where there may be some. */
const perhaps: JsonObject = { resources: {} };
const tasksExtension = 'io.modelcontextprotocol/tasks';
/** Lists that Patchbay watches, so that a change is told even where the server behind it doesn't. */
const watched: ReadonlySet<string> = new Set(['prompts', 'resources']);

/** What is declared to an app: everything that one of its servers declared when it last ran, and some of it in advance. Nothing is started to learn it. */
export function offeredCapabilities({ app, around }: Pick<Desk, 'app' | 'around'>, era: Era): JsonObject {
  const view = around.view(app);
  const declared = view.servers.map((server) => view.capabilitiesOf(server) ?? {});
  const all = [...declared.map((one) => inEra(one, era)), own, ...(isComplete(view) ? [] : [perhaps])];
  return withAnnouncements(all.reduce(union, {}));
}

/** Whether it is known what each of the app's servers has, and there are any. */
function isComplete({ servers, capabilitiesOf }: Pick<AppView, 'servers' | 'capabilitiesOf'>): boolean {
  return servers.length > 0 && servers.every((server) => capabilitiesOf(server) !== null);
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
