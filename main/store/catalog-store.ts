import type { Database } from 'better-sqlite3';
import type { CatalogStore, StoredListing, StoredTool, WordMatch } from '../catalog/catalog-store.ts';
import type { SearchText } from '../catalog/search-text.ts';
import type { ToolDefinition } from '../catalog/tool.ts';
import { jsonText } from '../wire/json-text.ts';
import { readJsonText } from '../wire/read-json.ts';
import { matchExpression } from './match-expression.ts';
import { OfferTables } from './offer-store.ts';

/** How much a word counts by where it stands: name, title, description, parameters, server. Found by measuring (search-quality.test.ts). */
const columnWeights = '6.0, 3.0, 2.0, 0.3, 1.0';

interface ToolRow {
  readonly server: string;
  readonly hash: string;
  readonly tokens: number | null;
  readonly definition: string;
}

/** The tools of all servers and their full-text index. */
export class CatalogTables implements CatalogStore {
  readonly offers: OfferTables;
  readonly #servers;
  readonly #tools;
  readonly #relevance;
  readonly #forget;
  readonly #replace;

  constructor(database: Database) {
    this.offers = new OfferTables(database);
    this.#servers = database.prepare<[], { server: string }>('SELECT server FROM catalog_servers ORDER BY server');
    this.#tools = database.prepare<[], ToolRow>('SELECT server, hash, tokens, definition FROM catalog_tools ORDER BY server, position');
    this.#relevance = database.prepare<[string], { name: string; relevance: number }>(
      `SELECT tool.server || '.' || tool.name AS name, -bm25(catalog_search, ${columnWeights}) AS relevance
       FROM catalog_search JOIN catalog_tools AS tool ON tool.id = catalog_search.rowid WHERE catalog_search MATCH ?`,
    );
    const forget = database.prepare<[string]>('DELETE FROM catalog_servers WHERE server = ?');
    this.#forget = forget;
    this.#replace = database.transaction(replacement(database, forget));
  }

  listings(): readonly StoredListing[] {
    const byServer = new Map<string, StoredTool[]>(this.#servers.all().map(({ server }) => [server, []]));
    for (const row of this.#tools.iterate()) {
      // Only `replace` writes this column, from a ToolDefinition.
      const definition = (readJsonText(row.definition) ?? JSON.parse(row.definition)) as ToolDefinition;
      byServer.get(row.server)?.push({ definition, hash: row.hash, tokens: row.tokens });
    }
    return [...byServer].map(([server, tools]) => ({ server, tools }));
  }

  replace(server: string, tools: readonly (StoredTool & { readonly text: SearchText })[]): void {
    this.#replace.immediate(server, tools);
  }

  forget(server: string): void {
    this.#forget.run(server);
  }

  relevance(match: WordMatch): ReadonlyMap<string, number> {
    return new Map(this.#relevance.all(matchExpression(match)).map(({ name, relevance }) => [name, relevance]));
  }
}

function replacement(database: Database, forget: { run(server: string): unknown }) {
  const addServer = database.prepare<[string]>('INSERT INTO catalog_servers (server) VALUES (?)');
  const addTool = database.prepare(
    'INSERT INTO catalog_tools (server, position, name, hash, tokens, definition) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const addText = database.prepare(
    'INSERT INTO catalog_search (rowid, name, title, description, parameters, server) VALUES (?, ?, ?, ?, ?, ?)',
  );
  return (server: string, tools: readonly (StoredTool & { readonly text: SearchText })[]): void => {
    forget.run(server);
    addServer.run(server);
    for (const [position, { definition, hash, tokens, text }] of tools.entries()) {
      const { lastInsertRowid } = addTool.run(server, position, definition.name, hash, tokens, jsonText(definition));
      addText.run(lastInsertRowid, text.name, text.title, text.description, text.parameters, text.server);
    }
  };
}
