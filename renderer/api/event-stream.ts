/** One server-sent event: its name and its data as text. */
export interface StreamEvent {
  readonly name: string;
  readonly data: string;
}

/** The lines of one event, without the blank line that ends it. Comments and unknown fields are skipped, as the standard says. */
export function parseEvent(block: string): StreamEvent | null {
  let name = 'message';
  const data: string[] = [];
  for (const line of block.split(/\r?\n/)) {
    const [, field, value] = /^([a-z]+): ?(.*)$/.exec(line) ?? [];
    if (field === 'event' && value !== undefined) name = value;
    if (field === 'data' && value !== undefined) data.push(value);
  }
  return data.length === 0 ? null : { name, data: data.join('\n') };
}

/**
 * Reads `text/event-stream` from a fetch body. `EventSource` can't send an Authorization header, so the format is read here.
 * Ends when the body ends.
 */
export async function* readEvents(body: ReadableStream<Uint8Array>): AsyncGenerator<StreamEvent, void, undefined> {
  const decoder = new TextDecoder();
  const reader = body.getReader();
  let buffer = '';
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      buffer += decoder.decode(value, { stream: true });
      const blocks = buffer.split(/\r?\n\r?\n/);
      buffer = blocks.pop() ?? '';
      yield* blocks.map(parseEvent).filter((event) => event !== null);
    }
  } finally {
    reader.cancel().catch(() => undefined);
  }
}
