import { randomBytes } from 'node:crypto';
import { NamedError } from '../../contract/errors.ts';
import type { Caller } from '../protocol/caller.ts';
import type { Era } from '../protocol/versions.ts';
import type { JsonObject, JsonValue } from '../wire/frame.ts';
import { jsonText } from '../wire/json-text.ts';
import { announcedAs, announcedTask, lifetimeOf } from './task-ids.ts';
import type { KnownTask, ListedTask, TaskProgress, TaskStore } from './task-store.ts';

/** What began a task. */
export interface TaskOrigin {
  readonly app: string;
  readonly session: string;
  readonly server: string;
  /** Of the server. */
  readonly era: Era;
  readonly connection: string;
  readonly capabilities: JsonObject;
  readonly callId: string;
  readonly tool: string;
}

const steps: readonly TaskProgress[] = ['open', 'ended', 'fetched'];
const tasksPerApp = 1000;
const longestId = 1024;
/** In characters of JSON. */
const longestCapabilities = 16_384;
const day = 86_400_000;
/** The server says when a task is gone; that it lived only keeps our table small. */
const graceMs = day;
/** Of a task that its server keeps for ever, or says nothing of. */
const unlimitedMs = 30 * day;
const longestMs = 365 * day;

/** The tasks of all apps. An app knows a task by an id of Patchbay's own, and another app's id means nothing to it. */
export class KnownTasks {
  readonly #store: TaskStore;
  readonly #clock: () => number;

  /** `clock`: milliseconds since 1970. */
  constructor(store: TaskStore, clock: () => number) {
    this.#store = store;
    this.#clock = clock;
  }

  /** The result of a call as the app gets it: a task that it announces is known from now on, under an id of ours. */
  announced(result: JsonObject, origin: TaskOrigin): JsonObject {
    const task = announcedTask(result, origin.era);
    if (task === null) return result;
    const id = randomBytes(16).toString('base64url');
    const now = this.#clock();
    this.#store.forgetExpired(now);
    const capabilities = jsonText(origin.capabilities).length > longestCapabilities ? {} : origin.capabilities;
    this.#store.add({
      ...origin,
      capabilities,
      id,
      upstreamId: idOf(task),
      createdAt: now,
      expiresAt: this.#expiry(task),
      progress: 'open',
    });
    this.#store.keepNewest(origin.app, tasksPerApp);
    return announcedAs(result, origin.era, id);
  }

  /** The task that the app means; null for another app's, one of the other kind, and one that nobody knows: they look the same. */
  owned({ app, era }: Pick<Caller, 'app' | 'era'>, id: JsonValue | undefined): KnownTask | null {
    const task = typeof id === 'string' ? this.#store.find(id) : null;
    return task !== null && task.app === app && task.era === era && task.expiresAt > this.#clock() ? task : null;
  }

  /** The tasks that a server may mean: more than one where it gave out the same id on several connections. */
  spokenOf(server: string, era: Era, upstreamId: string): readonly KnownTask[] {
    return this.#store.withUpstreamId(server, era, upstreamId).filter(({ expiresAt }) => expiresAt > this.#clock());
  }

  list(app: string, after: number, limit: number): readonly ListedTask[] {
    this.#store.forgetExpired(this.#clock());
    return this.#store.list(app, 'legacy', after, limit);
  }

  /** The server told the state of a task. */
  seen({ id }: KnownTask, told: JsonObject): void {
    const task = this.#store.find(id);
    if (task !== null) this.#store.note(id, { progress: task.progress, expiresAt: this.#expiry(told) });
  }

  /** True once for each step that a task takes in the log. */
  advance({ id }: KnownTask, progress: TaskProgress): boolean {
    const task = this.#store.find(id);
    if (task === null || steps.indexOf(task.progress) >= steps.indexOf(progress)) return false;
    this.#store.note(id, { progress, expiresAt: task.expiresAt });
    return true;
  }

  /** The step could not be written into the log: it is still to be taken. */
  fallBack({ id, progress, expiresAt }: KnownTask): void {
    this.#store.note(id, { progress, expiresAt });
  }

  #expiry(task: JsonObject): number {
    const lifetime = lifetimeOf(task) ?? unlimitedMs;
    return this.#clock() + Math.min(lifetime + graceMs, longestMs);
  }
}

function idOf(task: JsonObject): string {
  const id = typeof task['taskId'] === 'string' ? task['taskId'] : '';
  if (id.length <= longestId) return id;
  throw new NamedError(
    'outcome_unknown',
    `The server began a task, but its id is longer than ${longestId} characters, so it can't be followed.`,
  );
}
