import type { Readable } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import { hasCode } from '../lib/thrown.ts';
import { RotatingFile } from './rotating-file.ts';

const limits = { maxBytes: 1024 * 1024, files: 5 };
/** Control characters but the tab, and the marks that turn the direction of text. */
const control = /[\u0000-\u0008\u000a-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** Takes secrets out of bytes that come in pieces. Implemented by `audit/`. */
export interface Redaction {
  pass(chunk: Buffer): Buffer;
  end(): Buffer;
}

/** What one server said on stderr, the noise on its stdout, and what happened to it. */
export class ServerLog {
  readonly #file: RotatingFile;
  readonly #redaction: () => Redaction;

  constructor(path: string, failed: (error: unknown) => void, redaction: () => Redaction = () => asItIs) {
    this.#file = new RotatingFile(path, limits, failed);
    this.#redaction = redaction;
  }

  /** Reads the stream to its end, as fast as the disk takes it: a server whose stderr nobody reads stops working. */
  async drain(stderr: Readable): Promise<void> {
    const redaction = this.#redaction();
    try {
      for await (const chunk of stderr) await this.#file.append(redaction.pass(Buffer.from(chunk)));
    } catch (error) {
      // Closed by us, because somebody who isn't the server holds its other end.
      if (hasCode(error, 'ERR_STREAM_PREMATURE_CLOSE')) return;
      this.note(`stderr could not be read any more: ${String(error)}`);
    } finally {
      void this.#file.append(redaction.end());
    }
  }

  note(sentence: string): void {
    const redaction = this.#redaction();
    const line = Buffer.from(`[patchbay ${new Date().toISOString()}] ${sentence}`);
    // What it cites may have been cut.
    void this.#file.append(Buffer.concat([redaction.pass(line), redaction.end(), Buffer.from('\n')]));
  }

  /** The last lines, oldest first, fit to be shown: nothing in them moves a cursor or turns text around. */
  async tail(lines: number): Promise<string[]> {
    return (await this.#file.tail(lines)).map((line) => stripVTControlCharacters(line).replace(control, ''));
  }
}

const asItIs: Redaction = { pass: (chunk) => chunk, end: () => Buffer.alloc(0) };
