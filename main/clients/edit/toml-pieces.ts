import { type Block, type InlineTable, type Row, type TomlSource } from './read-toml.ts';

/** A piece of a file that says something about a path: a table with its rows, a row, or an item of an inline table. */
export interface Piece {
  readonly path: readonly string[];
  /** Offsets in the text. */
  readonly start: number;
  readonly end: number;
  /** Null for a table with a header. */
  readonly row: (Extent & { readonly value: Extent }) | null;
  /** What stands in it, if its value is an inline table. */
  readonly table: PieceTable | null;
  /** The inline table that it is an item of, and which one. */
  readonly inside: { readonly table: PieceTable; readonly index: number } | null;
}

interface Extent {
  readonly start: number;
  readonly end: number;
}

export interface PieceTable extends Extent {
  readonly items: readonly Extent[];
}

/** In the file's order; a table comes before its rows. */
export function piecesOf(text: string, { blocks }: TomlSource): Piece[] {
  const lines = [0, ...[...text.matchAll(/\n/g)].map(({ index }) => index + 1)];
  const extentOf: ExtentOf = ({ loc }) => ({
    start: (lines[loc.start.line - 1] ?? 0) + loc.start.column,
    end: (lines[loc.end.line - 1] ?? 0) + loc.end.column,
  });
  return blocks.flatMap((block) => blockPieces(block, extentOf));
}

/** Lines count from 1, columns from 0. */
type ExtentOf = (node: Pick<Block, 'loc'>) => Extent;

function blockPieces(block: Block, extentOf: ExtentOf): Piece[] {
  if ('value' in block) return rowPieces(block, [], null, extentOf);
  if (!('items' in block)) return [];
  const path = block.key.item.value;
  const rows = block.items.filter((item) => 'value' in item);
  const end = extentOf(rows.at(-1) ?? block.key).end;
  const table = { path, start: extentOf(block).start, end, row: null, table: null, inside: null };
  return [table, ...rows.flatMap((row) => rowPieces(row, path, null, extentOf))];
}

function rowPieces(row: Row, above: readonly string[], inside: Piece['inside'], extentOf: ExtentOf): Piece[] {
  const path = [...above, ...row.key.value];
  const extent = extentOf(row);
  const table = isInlineTable(row.value) ? tableOf(row.value, extentOf) : null;
  const items =
    isInlineTable(row.value) && table !== null ? row.value.items.map(({ item }, index) => ({ item, in: { table, index } })) : [];
  return [
    { path, ...extent, row: { ...extent, value: extentOf(row.value) }, table, inside },
    ...items.flatMap((item) => rowPieces(item.item, path, item.in, extentOf)),
  ];
}

function tableOf(table: InlineTable, extentOf: ExtentOf): PieceTable {
  return { ...extentOf(table), items: table.items.map(({ item }) => extentOf(item)) };
}

function isInlineTable(value: Row['value']): value is InlineTable {
  const kind: string = value.type;
  return kind === 'InlineTable';
}
