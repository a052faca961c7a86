import { appendFile, mkdir, readFile, rename, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { hasCode } from '../lib/thrown.ts';

export interface RotatingFileLimits {
  readonly maxBytes: number;
  /** The file itself included. */
  readonly files: number;
}

/** What may wait to be written, in bytes; what comes meanwhile is dropped, and the file says so. */
const maxWaitingBytes = 1024 * 1024;

/** An append-only text file that is moved to `.1`, `.2`, … when it is full. Only this user can read it. */
export class RotatingFile {
  readonly #path: string;
  readonly #limits: RotatingFileLimits;
  readonly #failed: (error: unknown) => void;
  #writing: Promise<void> | null = null;
  #waiting: Buffer[] = [];
  #waitingBytes = 0;
  #dropped = 0;
  #size: number | null = null;

  constructor(path: string, limits: RotatingFileLimits, failed: (error: unknown) => void) {
    this.#path = path;
    this.#limits = limits;
    this.#failed = failed;
  }

  /** Resolves when all is written, or could not be: the `failed` of the constructor hears of that. */
  append(text: string | Buffer): Promise<void> {
    const bytes = Buffer.from(text);
    if (this.#waitingBytes + bytes.length > maxWaitingBytes) this.#dropped += bytes.length;
    else {
      this.#waiting.push(bytes);
      this.#waitingBytes += bytes.length;
    }
    this.#writing ??= this.#writeAll();
    return this.#writing;
  }

  /** The last lines, oldest first. */
  async tail(lines: number): Promise<string[]> {
    await this.#writing;
    const now = linesOf(await this.#read(this.#path));
    const before = now.length < lines ? linesOf(await this.#read(`${this.#path}.1`)) : [];
    return [...before, ...now].slice(-lines);
  }

  async #writeAll(): Promise<void> {
    while (this.#waiting.length > 0) await this.#write(this.#take()).catch(this.#failed);
    this.#writing = null;
  }

  #take(): Buffer {
    if (this.#dropped > 0)
      this.#waiting.push(Buffer.from(`\n[${this.#dropped} bytes were dropped: they came faster than they could be written]\n`));
    const bytes = Buffer.concat(this.#waiting);
    this.#waiting = [];
    this.#waitingBytes = 0;
    this.#dropped = 0;
    return bytes;
  }

  async #write(bytes: Buffer): Promise<void> {
    this.#size ??= await this.#sizeOnDisk();
    if (this.#size > 0 && this.#size + bytes.length > this.#limits.maxBytes) await this.#rotate();
    await appendFile(this.#path, bytes, { mode: 0o600 });
    this.#size += bytes.length;
  }

  async #sizeOnDisk(): Promise<number> {
    await mkdir(dirname(this.#path), { recursive: true, mode: 0o700 });
    return (await ifThere(stat(this.#path)))?.size ?? 0;
  }

  async #rotate(): Promise<void> {
    for (let number = this.#limits.files - 1; number >= 1; number -= 1) {
      const from = number === 1 ? this.#path : `${this.#path}.${number - 1}`;
      await ifThere(rename(from, `${this.#path}.${number}`));
    }
    this.#size = 0;
  }

  async #read(path: string): Promise<string> {
    return (await ifThere(readFile(path, 'utf8'))) ?? '';
  }
}

function linesOf(text: string): string[] {
  const lines = text.split(/\r\n|\r|\n/);
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

async function ifThere<Value>(work: Promise<Value>): Promise<Value | null> {
  try {
    return await work;
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return null;
    throw error;
  }
}
