import { fieldsOf, isJsonRecord, type JsonRecord } from '../../lib/json-record.ts';
import { type Bracketed, itemAdded, itemRemoved } from './bracketed.ts';
import { faultAt } from './config-fault.ts';
import type { Editable } from './editable.ts';
import type { EntryPlace } from './place.ts';
import { beforeBreak, behindBreak, eolOf, lineEnd, lineStart } from './position.ts';
import { readTomlSource, type TomlSource } from './read-toml.ts';
import { deletion, insertion, type Splice } from './splice.ts';
import { type Piece, piecesOf, type PieceTable } from './toml-pieces.ts';
import { tomlKey, tomlTable, tomlValue } from './toml-text.ts';

/** @throws ConfigFault. See `Reader`. */
export function readTomlFile(text: string, { keyPath }: EntryPlace): Editable {
  return new TomlEditable(text, readTomlSource(text), keyPath);
}

class TomlEditable implements Editable {
  readonly value: unknown;
  readonly entries: ReadonlyMap<string, unknown>;
  readonly missingKeys: number;
  readonly nameless = [];
  readonly #text: string;
  readonly #keyPath: readonly string[];
  readonly #pieces: readonly Piece[];

  constructor(text: string, source: TomlSource, keyPath: readonly string[]) {
    this.value = source.value;
    this.#text = text;
    this.#keyPath = keyPath;
    this.#pieces = piecesOf(text, source);
    const tables = this.#tablesOnPath(source.value);
    this.missingKeys = keyPath.length - tables.length + 1;
    this.entries = new Map(this.missingKeys === 0 ? Object.entries(tables.at(-1) ?? {}) : []);
  }

  added(name: string, value: unknown): readonly Splice[] {
    const { table = null } = this.#pieces.find((piece) => piece.table !== null && isSame(piece.path, this.#keyPath)) ?? {};
    if (table === null) return [this.#behindAll(this.#tableText(name, value))];
    const print = () => `${tomlKey(name)} = ${tomlValue(value)}`;
    return itemAdded(this.#list(table), { eol: eolOf(this.#text), unit: '  ', opensUp: false, gap: ' ', print });
  }

  replaced(name: string, value: unknown): readonly Splice[] {
    const [first, ...others] = this.#extentsOf(name);
    if (first === undefined) return [];
    if (first.row !== null && others.length === 0 && first.path.length === this.#keyPath.length + 1) {
      const { start, end } = first.row.value;
      return [{ ...deletion(start, end), content: tomlValue(value) }];
    }
    if (first.row !== null) return [...this.removed(name), ...this.added(name, value)];
    return [
      { ...deletion(first.start, first.end), content: this.#tableText(name, value) },
      ...others.flatMap((piece) => this.#without(piece)),
    ];
  }

  removed(name: string): readonly Splice[] {
    return this.#extentsOf(name).flatMap((piece) => this.#without(piece));
  }

  /** From the root to the last that exists. @throws ConfigFault where the key path holds something else. */
  #tablesOnPath(root: unknown): readonly JsonRecord[] {
    const tables = [fieldsOf(root)];
    for (const [depth, key] of this.#keyPath.entries()) {
      const value = tables.at(-1)?.[key];
      if (value === undefined) break;
      const path = this.#keyPath.slice(0, depth + 1);
      const at = this.#pieces.find((piece) => isSame(piece.path, path))?.start ?? 0;
      if (!isJsonRecord(value)) throw faultAt(this.#text, at, `${path.join('.')} isn't a table: make it one.`);
      tables.push(value);
    }
    return tables;
  }

  /** The pieces that say something about the entry; those that follow each other as one. */
  #extentsOf(name: string): Piece[] {
    const path = [...this.#keyPath, name];
    const extents: Piece[] = [];
    for (const piece of this.#pieces.filter((candidate) => path.every((key, index) => candidate.path[index] === key))) {
      const last = extents.at(-1);
      if (last !== undefined && piece.start < last.end) continue;
      const isNext = last?.row === null && piece.row === null && this.#text.slice(lineEnd(this.#text, last.end), piece.start).trim() === '';
      if (last !== undefined && isNext) extents.splice(-1, 1, { ...last, end: piece.end });
      else extents.push(piece);
    }
    return extents;
  }

  #without(piece: Piece): Splice[] {
    if (piece.inside !== null) return itemRemoved(this.#list(piece.inside.table), piece.inside.index);
    const start = lineStart(this.#text, piece.start);
    const end = behindBreak(this.#text, lineEnd(this.#text, piece.end));
    if (end === lineEnd(this.#text, piece.end)) return [deletion(beforeBreak(this.#text, this.#withoutBlank(start)), end)];
    const isLast = end === this.#text.length || behindBreak(this.#text, end) !== end;
    return [deletion(isLast ? this.#withoutBlank(start) : start, end)];
  }

  /** Of the blank lines around a table that goes, the one before it goes too. */
  #withoutBlank(offset: number): number {
    const above = beforeBreak(this.#text, offset);
    return above !== offset && lineStart(this.#text, above) === above ? above : offset;
  }

  #tableText(name: string, value: unknown): string {
    return tomlTable([...this.#keyPath, name], isJsonRecord(value) ? value : {}, eolOf(this.#text));
  }

  /** Behind a blank line, so that the rows of the last table stay its own. */
  #behindAll(table: string): Splice {
    const eol = eolOf(this.#text);
    const kept = this.#text.trimEnd() === '' ? 0 : this.#text.length;
    if (kept === 0) return { offset: 0, length: this.#text.length, content: table + eol };
    const isEnded = beforeBreak(this.#text, kept) !== kept;
    return insertion(kept, isEnded ? eol + table + eol : eol + eol + table);
  }

  #list({ start, end, items }: PieceTable): Bracketed {
    return { text: this.#text, open: start + 1, close: end - 1, items, comment: /#[^\r\n]*/y };
  }
}

function isSame(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((key, index) => key === other[index]);
}
