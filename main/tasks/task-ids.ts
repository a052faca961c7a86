import type { Era } from '../protocol/versions.ts';
import type { JsonObject, JsonValue } from '../wire/frame.ts';
import { spelledAs } from '../wire/json-text.ts';
import { isObject } from '../wire/parse-frame.ts';

/** Where tasks stand in messages: 2025-11-25 (basic/utilities/tasks) and the extension of 2026-07-28 (SEP-2663). Pure. */

const relatedTask = 'io.modelcontextprotocol/related-task';
export const tasksExtension = 'io.modelcontextprotocol/tasks';

/** The task that a result of tools/call announces, with its members; null where it is the result itself. */
export function announcedTask(result: JsonObject, era: Era): JsonObject | null {
  const task = era === 'legacy' ? result['task'] : result['resultType'] === 'task' ? result : undefined;
  return isObject(task) && typeof task['taskId'] === 'string' ? task : null;
}

/** The same result with another id in the task that it announces. */
export function announcedAs(result: JsonObject, era: Era, id: string): JsonObject {
  if (era === 'modern') return withTaskId(result, id);
  const { task } = result;
  const related = withRelatedTask(result, id);
  return isObject(task) ? spelledAs({ ...related, task: withTaskId(task, id) }, related, result) : related;
}

/** An object that names its task itself, under another id. */
export function withTaskId(object: JsonObject, taskId: string): JsonObject {
  return 'taskId' in object ? spelledAs({ ...object, taskId }, object) : object;
}

/** The task that a message says it belongs to. */
export function relatedTaskOf(object: JsonObject | undefined): string | null {
  const meta = object?.['_meta'];
  const related = isObject(meta) ? meta[relatedTask] : undefined;
  const taskId = isObject(related) ? related['taskId'] : undefined;
  return typeof taskId === 'string' ? taskId : null;
}

/** The message as one that belongs to a task of this id, or to none; one that never belonged to any stays as it is. */
export function withRelatedTask(object: JsonObject, taskId: string | null): JsonObject {
  const meta = object['_meta'];
  const related = isObject(meta) ? meta[relatedTask] : undefined;
  if (!isObject(meta) || related === undefined) return object;
  const { [relatedTask]: _former, ...rest } = meta;
  const renamed = isObject(related) && taskId !== null ? { ...meta, [relatedTask]: withTaskId(related, taskId) } : rest;
  return spelledAs({ ...object, _meta: spelledAs(renamed, meta) }, object);
}

const endings: ReadonlySet<JsonValue | undefined> = new Set(['completed', 'failed', 'cancelled']);

/** Whether the task that an object describes has come to its end. */
export function hasEnded(task: JsonObject): boolean {
  return endings.has(task['status']);
}

/** How long the server keeps the task from its last sign of life, in milliseconds; null: it doesn't say, or for ever. */
export function lifetimeOf(task: JsonObject): number | null {
  const lifetime = task['ttl'] ?? task['ttlMs'];
  return typeof lifetime === 'number' && lifetime >= 0 ? lifetime : null;
}

export function declaresTasks(capabilities: JsonObject): boolean {
  const { extensions } = capabilities;
  return isObject(extensions) && extensions[tasksExtension] !== undefined;
}
