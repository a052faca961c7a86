import BetterSqlite3 from 'better-sqlite3';
import { migrate } from '../../main/store/migrate.ts';
import { tasks } from '../../main/store/migrations/006-tasks.ts';
import { TaskTable } from '../../main/store/task-store.ts';

/** The real table of tasks, in a database of its own that ends with the test. */
export function taskTable(): TaskTable {
  const database = new BetterSqlite3(':memory:');
  migrate(database, [tasks]);
  return new TaskTable(database);
}
