import type { Database } from 'better-sqlite3';
import type { Memory, MemoryStore, NewMemory } from '../builtin/memory-store.ts';
import type { WordMatch } from '../catalog/catalog-store.ts';
import { matchExpression } from './match-expression.ts';

interface MemoryRow {
  readonly id: number;
  readonly text: string;
  readonly tags: string;
  readonly rememberedAt: string;
}

const columns = 'id, text, tags, remembered_at AS rememberedAt';

/** What the built-in server `memory` keeps, and its full-text index. */
export class MemoryTable implements MemoryStore {
  readonly #add;
  readonly #get;
  readonly #list;
  readonly #count;
  readonly #remove;
  readonly #relevance;

  constructor(database: Database) {
    const addRow = database.prepare<[string, string, string]>('INSERT INTO memories (text, tags, remembered_at) VALUES (?, ?, ?)');
    const addWords = database.prepare<[number | bigint, string, string]>('INSERT INTO memory_search (rowid, words, tags) VALUES (?, ?, ?)');
    this.#add = database.transaction(({ text, tags, at, words }: NewMemory): number => {
      const { lastInsertRowid } = addRow.run(text, JSON.stringify(tags), at.toISOString());
      addWords.run(lastInsertRowid, words.text, words.tags);
      return Number(lastInsertRowid);
    });
    this.#get = database.prepare<[number], MemoryRow>(`SELECT ${columns} FROM memories WHERE id = ?`);
    this.#list = database.prepare<[number, number], MemoryRow>(`SELECT ${columns} FROM memories WHERE id < ? ORDER BY id DESC LIMIT ?`);
    this.#count = database.prepare<[], { count: number }>('SELECT COUNT(*) AS count FROM memories');
    this.#remove = database.prepare<[number]>('DELETE FROM memories WHERE id = ?');
    this.#relevance = database.prepare<[string], { id: number; relevance: number }>(
      'SELECT rowid AS id, -bm25(memory_search, 1.0, 2.0) AS relevance FROM memory_search WHERE memory_search MATCH ?',
    );
  }

  add(memory: NewMemory): Memory {
    const id = this.#add.immediate(memory);
    return { id, text: memory.text, tags: memory.tags, rememberedAt: memory.at.toISOString() };
  }

  get(id: number): Memory | null {
    const row = this.#get.get(id);
    return row === undefined ? null : memoryOf(row);
  }

  list(limit: number, before: number | null): readonly Memory[] {
    return this.#list.all(before ?? Number.MAX_SAFE_INTEGER, limit).map(memoryOf);
  }

  count(): number {
    return this.#count.get()?.count ?? 0;
  }

  remove(id: number): boolean {
    return this.#remove.run(id).changes > 0;
  }

  relevance(match: WordMatch): ReadonlyMap<number, number> {
    return new Map(this.#relevance.all(matchExpression(match)).map(({ id, relevance }) => [id, relevance]));
  }
}

function memoryOf({ id, text, tags, rememberedAt }: MemoryRow): Memory {
  // Only `add` writes this column, from a list of strings.
  return { id, text, tags: JSON.parse(tags) as string[], rememberedAt };
}
