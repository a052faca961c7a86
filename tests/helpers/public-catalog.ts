import { readFileSync } from 'node:fs';
import BetterSqlite3, { type Database } from 'better-sqlite3';
import { Catalog } from '../../main/catalog/catalog.ts';
import type { ToolDefinition } from '../../main/catalog/tool.ts';
import { CatalogTables } from '../../main/store/catalog-store.ts';
import { migrate } from '../../main/store/migrate.ts';
import { migrations } from '../../main/store/migrations/index.ts';

export interface LabelledQuery {
  readonly query: string;
  readonly gold: readonly string[];
}

export interface SearchQueries {
  readonly tuned: readonly LabelledQuery[];
  readonly heldOut: readonly LabelledQuery[];
}

export const searchQueries = read('search-queries.json') as SearchQueries;

/** The 62 public tools of five servers, by server. */
export function publicTools(): Map<string, ToolDefinition[]> {
  const { tools } = read('public-catalog.json') as { tools: ToolDefinition[] };
  const byServer = Map.groupBy(tools, ({ name }) => name.slice(0, name.indexOf('.')));
  return new Map(
    [...byServer].map(([server, own]) => [server, own.map((tool) => ({ ...tool, name: tool.name.slice(server.length + 1) }))]),
  );
}

export function databaseInMemory(): Database {
  const database = new BetterSqlite3(':memory:');
  migrate(database, migrations);
  return database;
}

/** A catalog in a database in memory, whose tokens are counted as one each. */
export async function catalogOf(servers: ReadonlyMap<string, readonly ToolDefinition[]>): Promise<Catalog> {
  const catalog = new Catalog(
    new CatalogTables(databaseInMemory()),
    (texts) => Promise.resolve(texts.map(() => 1)),
    (sentence) => {
      throw new Error(sentence);
    },
  );
  for (const [server, tools] of servers) await catalog.replace(server, tools);
  return catalog;
}

export interface Quality {
  readonly at1: number;
  readonly at5: number;
  readonly at10: number;
  readonly reciprocalRank: number;
}

/** Share of queries with a right tool among the first 1, 5 and 10, and the mean reciprocal rank of the first right tool. */
export function qualityOf(ranks: readonly (number | null)[]): Quality {
  const share = (count: number) => ranks.filter((rank) => rank !== null && rank <= count).length / ranks.length;
  const reciprocal = ranks.reduce<number>((sum, rank) => sum + (rank === null ? 0 : 1 / rank), 0);
  return { at1: share(1), at5: share(5), at10: share(10), reciprocalRank: reciprocal / ranks.length };
}

/** The rank of the first right tool, from 1; null where none was found. */
export function rankOf({ query, gold }: LabelledQuery, catalog: Catalog, servers: readonly string[]): number | null {
  const { matches } = catalog.search(query, { servers, limit: 1_000 });
  const index = matches.findIndex(({ tool }) => gold.includes(tool.qualifiedName));
  return index < 0 ? null : index + 1;
}

function read(fixture: string): unknown {
  return JSON.parse(readFileSync(new URL(`../fixtures/${fixture}`, import.meta.url), 'utf8'));
}
