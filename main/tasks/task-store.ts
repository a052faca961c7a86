import type { Era } from '../protocol/versions.ts';
import type { JsonObject } from '../wire/frame.ts';

/** A task of a server, as Patchbay keeps it: whose it is and where it lives. What it does and what comes of it only the server knows. */
export interface KnownTask {
  /** Ours, random: the only id that the app sees. */
  readonly id: string;
  readonly app: string;
  /** The session that began it, for the log. */
  readonly session: string;
  readonly server: string;
  /** Legacy: core tasks of 2025-11-25. Modern: the extension io.modelcontextprotocol/tasks. They aren't translated into each other. */
  readonly era: Era;
  /** What the server calls it. */
  readonly upstreamId: string;
  /** Tells connections of one server apart that may give out the same id for different tasks. */
  readonly connection: string;
  /** What the app declared when it began the task: a legacy server knows the task only on a connection that declared the same. */
  readonly capabilities: JsonObject;
  /** The call that began it, in the log. */
  readonly callId: string;
  /** `server.tool`. */
  readonly tool: string;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  /** Milliseconds since 1970. Until then the server's word counts; afterwards it is unknown to us too. */
  readonly expiresAt: number;
  readonly progress: TaskProgress;
}

/** How much of its end stands in the log: nothing; that it ended; that, and what its result was. */
export type TaskProgress = 'open' | 'ended' | 'fetched';

/** One task and its place in the list of its app. */
export interface ListedTask {
  readonly position: number;
  readonly task: KnownTask;
}

/** What tasks need from the database. `main/store/task-store.ts` implements it. */
export interface TaskStore {
  /** A server that gives out an id again has forgotten the task that had it: so does the store. */
  add(task: KnownTask): void;
  find(id: string): KnownTask | null;
  /** Of one server; more than one only where it has several connections. */
  withUpstreamId(server: string, era: Era, upstreamId: string): readonly KnownTask[];
  /** Oldest first, after that position. */
  list(app: string, era: Era, after: number, limit: number): readonly ListedTask[];
  note(id: string, change: Pick<KnownTask, 'expiresAt' | 'progress'>): void;
  forgetExpired(now: number): void;
  /** Keeps the newest of an app. */
  keepNewest(app: string, count: number): void;
}
