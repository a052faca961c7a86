import type { ServerResponse } from 'node:http';

const statuses = new Map([
  [-32601, 404],
  [-32020, 400],
  [-32021, 400],
  [-32022, 400],
]);

/** The HTTP answer to one message: an event stream as soon as something comes before the response, otherwise one JSON body. */
export class AnswerStream {
  readonly #response: ServerResponse;
  readonly #headers: Readonly<Record<string, string>>;

  constructor(response: ServerResponse, headers: Readonly<Record<string, string>> = {}) {
    this.#response = response;
    this.#headers = headers;
  }

  get open(): boolean {
    return !this.#response.writableEnded && !this.#response.destroyed;
  }

  onClosed(listener: () => void): void {
    this.#response.on('close', listener);
  }

  /** Makes it an event stream, and says so at once. */
  begin(): void {
    if (this.#response.headersSent) return;
    this.#response.writeHead(200, { ...this.#headers, 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
    this.#response.flushHeaders();
  }

  /** The event by which a client may take the stream up again before anything else was sent, and how long it should wait. */
  prime(id: string): void {
    this.begin();
    this.#response.write(`id: ${id}\nretry: 200\ndata: \n\n`);
  }

  event(message: string, id?: string): void {
    this.begin();
    this.#response.write(`event: message\n${id === undefined ? '' : `id: ${id}\n`}data: ${message}\n\n`);
  }

  /** The response; in a body of its own an error has its status too. */
  finish(message: string, code?: number): void {
    if (this.#response.headersSent) {
      this.event(message);
      this.#response.end();
      return;
    }
    const status = (code !== undefined && statuses.get(code)) || 200;
    this.#response.writeHead(status, { ...this.#headers, 'content-type': 'application/json' }).end(message);
  }

  end(): void {
    this.begin();
    this.#response.end();
  }
}

/** Refuses a message before anybody was asked. `id` is spelled as it came. */
export function refuse(
  response: ServerResponse,
  status: number,
  error: { code: number; message: string; data?: unknown },
  id = 'null',
): void {
  const { code, message, data } = error;
  const spelled = JSON.stringify({ code, message, data });
  response.writeHead(status, { 'content-type': 'application/json' }).end(`{"jsonrpc":"2.0","error":${spelled},"id":${id}}`);
}
