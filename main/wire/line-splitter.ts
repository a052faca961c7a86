/** The lines of one stream. The bytes are only valid during the call: the splitter uses their memory again. */
export interface LineReceiver {
  line(bytes: Buffer): void;
  /** A line was longer than the limit and was thrown away but for its first and last bytes. Called once per such line, at its end. */
  oversized(head: Buffer, tail: Buffer): void;
}

/** The longest line that Patchbay and its shim read, in bytes. Screenshots and file contents pass as one line: the 10 MiB that SDKs allow are too few. */
export const longestLine = 64 * 1024 * 1024;

const newline = 0x0a;
const carriageReturn = 0x0d;
const byteOrderMark = Buffer.from([0xef, 0xbb, 0xbf]);
/** What is kept of a line that is too long: enough to find the request's id on either side of the part that is big. */
const keptBytes = 4096;
const smallestBuffer = 64 * 1024;
const largestIdleBuffer = 1024 * 1024;

/**
 * Splits a stream of bytes into lines. A line that lies in one chunk is handed on without a copy; one that spans chunks is
 * gathered in a buffer that doubles, so the cost stays linear and the memory below twice the limit even for one-byte chunks.
 */
export class LineSplitter {
  readonly #maxBytes: number;
  readonly #receiver: LineReceiver;
  #partial: Buffer = Buffer.alloc(0);
  #length = 0;
  /** Set while the rest of a line that is too long goes by. */
  #head: Buffer | null = null;
  #first = true;

  constructor(maxBytes: number, receiver: LineReceiver) {
    this.#maxBytes = maxBytes;
    this.#receiver = receiver;
  }

  push(chunk: Buffer): void {
    let start = 0;
    let end = chunk.indexOf(newline);
    while (end >= 0) {
      this.#finish(chunk.subarray(start, end));
      start = end + 1;
      end = chunk.indexOf(newline, start);
    }
    if (start < chunk.length) this.#gather(chunk.subarray(start));
  }

  /** The stream has ended: what came after the last newline counts as a line. */
  end(): void {
    if (this.#length > 0 || this.#head !== null) this.#finish(Buffer.alloc(0));
  }

  #finish(rest: Buffer): void {
    if (this.#head === null && this.#length + rest.length <= this.#maxBytes) {
      this.#deliver(this.#length === 0 ? rest : this.#append(rest));
    } else {
      this.#gather(rest);
      this.#receiver.oversized(this.#head ?? Buffer.alloc(0), this.#partial.subarray(0, this.#length));
    }
    this.#length = 0;
    this.#head = null;
    this.#first = false;
    if (this.#partial.length > largestIdleBuffer) this.#partial = Buffer.alloc(0);
  }

  #deliver(bytes: Buffer): void {
    const start = this.#first && bytes.subarray(0, 3).equals(byteOrderMark) ? 3 : 0;
    const end = bytes.at(-1) === carriageReturn ? bytes.length - 1 : bytes.length;
    if (!isBlank(bytes, start, end)) this.#receiver.line(start === 0 && end === bytes.length ? bytes : bytes.subarray(start, end));
  }

  #gather(part: Buffer): void {
    if (this.#head === null && this.#length + part.length > this.#maxBytes) this.#giveUp(part);
    else if (this.#head === null) this.#append(part);
    else this.#keepTail(part);
  }

  #giveUp(part: Buffer): void {
    const begin = this.#partial.subarray(0, Math.min(this.#length, keptBytes));
    this.#head = Buffer.concat([begin, part.subarray(0, keptBytes - begin.length)]);
    const seen = this.#partial.subarray(Math.max(0, this.#length - keptBytes), this.#length);
    this.#partial = Buffer.from(seen);
    this.#length = seen.length;
    this.#keepTail(part);
  }

  #keepTail(part: Buffer): void {
    const tail = Buffer.concat([this.#partial.subarray(0, this.#length), part.subarray(-keptBytes)]).subarray(-keptBytes);
    this.#partial = Buffer.from(tail);
    this.#length = tail.length;
  }

  #append(part: Buffer): Buffer {
    const length = this.#length + part.length;
    if (length > this.#partial.length) this.#grow(length);
    part.copy(this.#partial, this.#length);
    this.#length = length;
    return this.#partial.subarray(0, length);
  }

  #grow(needed: number): void {
    const size = Math.max(smallestBuffer, needed, Math.min(2 * this.#partial.length, this.#maxBytes));
    const grown = Buffer.allocUnsafe(size);
    this.#partial.copy(grown, 0, 0, this.#length);
    this.#partial = grown;
  }
}

function isBlank(bytes: Buffer, start: number, end: number): boolean {
  for (let at = start; at < end; at += 1) {
    const byte = bytes[at];
    if (byte !== 0x20 && byte !== 0x09 && byte !== carriageReturn) return false;
  }
  return true;
}
