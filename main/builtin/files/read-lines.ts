import type { FileHandle } from 'node:fs/promises';

export interface LineRange {
  /** From 1. */
  readonly from: number;
  readonly lines: number;
  /** Of what is returned. */
  readonly maxBytes: number;
}

export interface ReadLines {
  readonly bytes: Buffer;
  /** The line to go on with; null: the file ends here. */
  readonly next: number | null;
  /** The last line, where it didn't fit as a whole. */
  readonly cutLine: number | null;
}

const chunkBytes = 64 * 1024;
const newline = 0x0a;

/** Reads some lines of a file of any size: holds no more of it in memory than is returned. */
export async function readLines(file: FileHandle, range: LineRange, signal: AbortSignal): Promise<ReadLines> {
  const collector = new LineCollector(range);
  const chunk = Buffer.alloc(chunkBytes);
  for (;;) {
    signal.throwIfAborted();
    const { bytesRead } = await file.read(chunk, 0, chunkBytes, null);
    if (bytesRead === 0) return collector.result(false);
    if (!collector.take(chunk.subarray(0, bytesRead))) return collector.result(true);
  }
}

class LineCollector {
  readonly #range: LineRange;
  readonly #parts: Buffer[] = [];
  #line = 1;
  #cutLine: number | null = null;
  #bytes = 0;

  constructor(range: LineRange) {
    this.#range = range;
  }

  /** False: there is more, but nothing more is wanted. */
  take(chunk: Buffer): boolean {
    let rest = chunk;
    while (rest.length > 0) {
      if (this.#isFull()) return false;
      const end = rest.indexOf(newline);
      const piece = end < 0 ? rest : rest.subarray(0, end + 1);
      if (this.#line >= this.#range.from) this.#keep(piece);
      if (end >= 0) this.#line += 1;
      rest = rest.subarray(piece.length);
    }
    return true;
  }

  result(isMore: boolean): ReadLines {
    const bytes = Buffer.concat(this.#parts);
    if (isMore && bytes.length > 0 && bytes.at(-1) !== newline) this.#cutLine ??= this.#line;
    const next = this.#cutLine === null ? this.#line : this.#cutLine + 1;
    return { bytes, next: isMore || this.#cutLine !== null ? next : null, cutLine: this.#cutLine };
  }

  #isFull(): boolean {
    return this.#cutLine !== null || this.#line >= this.#range.from + this.#range.lines || this.#bytes >= this.#range.maxBytes;
  }

  #keep(piece: Buffer): void {
    const room = this.#range.maxBytes - this.#bytes;
    if (piece.length > room) this.#cutLine = this.#line;
    // The chunk is read into again.
    this.#parts.push(Buffer.from(piece.subarray(0, room)));
    this.#bytes += Math.min(piece.length, room);
  }
}
