import type { Database } from 'better-sqlite3';

/** How often each tool was called, read from the audit log. */
export class UsageStore {
  readonly #counts;

  constructor(database: Database) {
    this.#counts = database.prepare<[string], { tool: string; calls: number }>(
      `SELECT tool, COUNT(*) AS calls FROM audit WHERE kind = 'call.outcome' AND status = 'ok' AND at >= ? AND tool IS NOT NULL GROUP BY tool`,
    );
  }

  /** Qualified name → successful calls since then. */
  callsSince(since: Date): ReadonlyMap<string, number> {
    return new Map(this.#counts.all(since.toISOString()).map(({ tool, calls }) => [tool, calls]));
  }
}
