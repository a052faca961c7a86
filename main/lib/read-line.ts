import { once } from 'node:events';
import type { Duplex } from 'node:stream';
import { NamedError } from '../../contract/errors.ts';

const longestLine = 4096;
const newline = 0x0a;

/** Reads exactly one line, without its newline; every byte after it stays in the stream for whoever reads next. */
export async function readLine(stream: Duplex, deadline: AbortSignal): Promise<string> {
  let held = Buffer.alloc(0);
  for (;;) {
    const chunk = await readChunk(stream, deadline);
    held = Buffer.concat([held, chunk]);
    const end = held.indexOf(newline);
    if (end > longestLine || (end < 0 && held.length > longestLine))
      throw new NamedError('invalid_input', `A line is longer than ${longestLine} bytes.`);
    if (end < 0) continue;
    if (end + 1 < held.length) stream.unshift(held.subarray(end + 1));
    return held.toString('utf8', 0, end);
  }
}

async function readChunk(stream: Duplex, deadline: AbortSignal): Promise<Buffer> {
  for (;;) {
    // Streams of bytes without an encoding give buffers.
    const chunk = stream.read() as Buffer | null;
    if (chunk !== null) return chunk;
    if (stream.readableEnded || stream.destroyed)
      throw new NamedError('not_running', 'The connection ended in the middle of the handshake.');
    await somethingHappens(stream, deadline);
  }
}

async function somethingHappens(stream: Duplex, deadline: AbortSignal): Promise<void> {
  const settled = new AbortController();
  const signal = AbortSignal.any([deadline, settled.signal]);
  try {
    await Promise.race(['readable', 'end', 'close'].map((event) => once(stream, event, { signal })));
  } finally {
    settled.abort();
  }
}
