import type { IncomingMessage, ServerResponse } from 'node:http';
import { errorNumbers } from '../wire/error-numbers.ts';
import { HttpRefusal } from './http-refusal.ts';

export interface BodyLimits {
  /** Of one body, in bytes. */
  readonly maxBytes: number;
  /** Of all bodies that are being read, in bytes. */
  readonly maxBytesAtOnce: number;
}

/** Reads the bodies of requests: JSON, not compressed, and no more than fits. */
export class BodyReader {
  readonly #limits: BodyLimits;
  #held = 0;

  constructor(limits: BodyLimits) {
    this.#limits = limits;
  }

  /** @throws HttpRefusal 415 (not plain JSON), 413 (too long), 503 (too much at once), 400 (cut off). */
  async read(request: IncomingMessage, response: ServerResponse): Promise<Buffer> {
    requireJson(request);
    if (Number(request.headers['content-length'] ?? 0) > this.#limits.maxBytes) throw this.#tooLarge();
    if (request.headers.expect !== undefined) response.writeContinue();
    const chunks: Buffer[] = [];
    let length = 0;
    try {
      for await (const chunk of request.iterator({ destroyOnReturn: false })) {
        // Without an encoding, a request's chunks are buffers.
        const bytes = chunk as Buffer;
        length += bytes.length;
        this.#hold(bytes.length);
        if (length > this.#limits.maxBytes) throw this.#tooLarge();
        chunks.push(bytes);
      }
      return Buffer.concat(chunks, length);
    } catch (error) {
      throw error instanceof HttpRefusal ? error : new HttpRefusal(400, 'The body of the request was cut off.');
    } finally {
      this.#held -= length;
    }
  }

  #hold(bytes: number): void {
    this.#held += bytes;
    if (this.#held > this.#limits.maxBytesAtOnce)
      throw new HttpRefusal(503, 'Patchbay is reading too much at once: try again.', { headers: { 'Retry-After': '1' } });
  }

  #tooLarge(): HttpRefusal {
    return new HttpRefusal(413, `The message is longer than ${this.#limits.maxBytes} bytes.`, { code: errorNumbers.too_large });
  }
}

/** A form or plain text could come from any web page, and a compressed body could be a bomb. */
function requireJson({ headers }: IncomingMessage): void {
  const type = headers['content-type']?.split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/json') throw new HttpRefusal(415, 'The Content-Type must be application/json.');
  const encoding = headers['content-encoding']?.trim().toLowerCase() ?? 'identity';
  if (encoding !== 'identity')
    throw new HttpRefusal(415, 'Compressed bodies are not taken: send it as it is.', { headers: { 'Accept-Encoding': 'identity' } });
}
