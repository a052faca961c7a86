import type { Readable } from 'node:stream';
import { TextDecoder } from 'node:util';
import { createParser, type EventSourceMessage } from 'eventsource-parser';
import { longestLine } from '../../wire/line-splitter.ts';
import { StreamFault } from './http-failures.ts';

/** The longest message that is taken, in bytes, as on every other transport. */
const tooLong = `The message is longer than ${longestLine} bytes.`;

/** The whole body. Throws `StreamFault` where it is longer than a message may be, or what the stream throws. */
export async function wholeBody(body: Readable, maxBytes = longestLine): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of body) {
    const bytes = Buffer.from(chunk);
    length += bytes.length;
    if (length > maxBytes) throw new StreamFault('too_large', tooLong);
    chunks.push(bytes);
  }
  return Buffer.concat(chunks, length);
}

/** Of an answer that says nothing more. */
export function discard(body: Readable): void {
  body.on('error', () => undefined).resume();
}

/** What can be had of the body of a refusal; whatever is wrong with it doesn't matter. */
export async function shortBody(body: Readable): Promise<Buffer> {
  return wholeBody(body, longestRefusal).catch(() => Buffer.alloc(0));
}

const longestRefusal = 1024 * 1024;

/**
 * The events of a stream, as they come. Ends when the stream ends; throws `StreamFault` at what can't be read, or what the stream throws
 * when it is cut. `retry` is told the milliseconds that the server wants between two connections.
 */
export async function* eventsOf(body: Readable, retry: (milliseconds: number) => void): AsyncGenerator<EventSourceMessage> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let events: EventSourceMessage[] = [];
  let overflown = false;
  const parser = createParser({
    maxBufferSize: longestLine,
    onEvent: (event) => events.push(event),
    onRetry: retry,
    onError: ({ type }) => {
      if (type === 'max-buffer-size-exceeded') overflown = true;
    },
  });
  for await (const chunk of body) {
    parser.feed(decoded(decoder, Buffer.from(chunk)));
    const ready = events;
    events = [];
    yield* ready;
    if (overflown) throw new StreamFault('too_large', tooLong);
  }
}

function decoded(decoder: TextDecoder, bytes: Buffer): string {
  try {
    return decoder.decode(bytes, { stream: true });
  } catch {
    throw new StreamFault('not_json', 'The stream is not UTF-8.');
  }
}
