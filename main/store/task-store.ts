import type { Database } from 'better-sqlite3';
import type { Era } from '../protocol/versions.ts';
import type { KnownTask, ListedTask, TaskStore } from '../tasks/task-store.ts';
import type { JsonObject } from '../wire/frame.ts';
import { jsonText } from '../wire/json-text.ts';
import { isObject } from '../wire/parse-frame.ts';
import { readJsonText } from '../wire/read-json.ts';

interface TaskRow extends Omit<KnownTask, 'capabilities'> {
  readonly position: number;
  readonly capabilities: string;
}

const columns = `position, id, app, session, server, era, upstream_id AS upstreamId, connection, capabilities, call_id AS callId, tool,
  created_at AS createdAt, expires_at AS expiresAt, progress`;

/** The tasks that apps may come back for, also after a restart. */
export class TaskTable implements TaskStore {
  readonly #add;
  readonly #find;
  readonly #withUpstreamId;
  readonly #list;
  readonly #note;
  readonly #forgetExpired;
  readonly #keepNewest;

  constructor(database: Database) {
    this.#add = database.prepare(
      `INSERT OR REPLACE INTO tasks (id, app, session, server, era, upstream_id, connection, capabilities, call_id, tool, created_at, expires_at, progress)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    this.#find = database.prepare<[string], TaskRow>(`SELECT ${columns} FROM tasks WHERE id = ?`);
    this.#withUpstreamId = database.prepare<[string, Era, string], TaskRow>(
      `SELECT ${columns} FROM tasks WHERE server = ? AND era = ? AND upstream_id = ?`,
    );
    this.#list = database.prepare<[string, Era, number, number], TaskRow>(
      `SELECT ${columns} FROM tasks WHERE app = ? AND era = ? AND position > ? ORDER BY position LIMIT ?`,
    );
    this.#note = database.prepare('UPDATE tasks SET expires_at = ?, progress = ? WHERE id = ?');
    this.#forgetExpired = database.prepare('DELETE FROM tasks WHERE expires_at <= ?');
    this.#keepNewest = database.prepare(
      'DELETE FROM tasks WHERE position IN (SELECT position FROM tasks WHERE app = ? ORDER BY position DESC LIMIT -1 OFFSET ?)',
    );
  }

  add(task: KnownTask): void {
    const { id, app, session, server, era, upstreamId, connection, capabilities, callId, tool, createdAt, expiresAt, progress } = task;
    const place = [server, era, upstreamId, connection, jsonText(capabilities)];
    this.#add.run(id, app, session, ...place, callId, tool, createdAt, expiresAt, progress);
  }

  find(id: string): KnownTask | null {
    const row = this.#find.get(id);
    return row === undefined ? null : taskOf(row);
  }

  withUpstreamId(server: string, era: Era, upstreamId: string): readonly KnownTask[] {
    return this.#withUpstreamId.all(server, era, upstreamId).map(taskOf);
  }

  list(app: string, era: Era, after: number, limit: number): readonly ListedTask[] {
    return this.#list.all(app, era, after, limit).map((row) => ({ position: row.position, task: taskOf(row) }));
  }

  note(id: string, { expiresAt, progress }: Pick<KnownTask, 'expiresAt' | 'progress'>): void {
    this.#note.run(expiresAt, progress, id);
  }

  forgetExpired(now: number): void {
    this.#forgetExpired.run(now);
  }

  keepNewest(app: string, count: number): void {
    this.#keepNewest.run(app, count);
  }
}

function taskOf({ position: _position, capabilities, ...row }: TaskRow): KnownTask {
  return { ...row, capabilities: objectOf(capabilities) };
}

/** Only `add` writes this column, from an object. */
function objectOf(text: string): JsonObject {
  const value = readJsonText(text);
  return isObject(value) ? value : {};
}
