import type { ServerResponse } from 'node:http';
import { AnswerStream } from './answer-stream.ts';
import { rawAt, withRaw } from './json-text.ts';
import { type Command, StdioChild } from './stdio-child.ts';

const subscription = ['params', '_meta', 'io.modelcontextprotocol/subscriptionId'] as const;

interface Waiting {
  readonly stream: AnswerStream | undefined;
  readonly id: string;
  readonly body: string;
  readonly answer?: (line: string) => void;
}

/** All requests of the modern era, over one long-lived program. Only ids are rewritten: many clients share the connection. */
export class ModernRequests implements AsyncDisposable {
  readonly #child: StdioChild;
  readonly #waiting = new Map<string, Waiting>();
  readonly #onNews: (method: string) => void;
  #count = 0;

  /** `onNews` is told the method of each notification. */
  constructor(command: Command, onNews: (method: string) => void) {
    this.#onNews = onNews;
    this.#child = new StdioChild(command, (line) => this.#deliver(line));
  }

  post(body: string, response: ServerResponse): void {
    const id = rawAt(body, 'id');
    if (id === undefined) {
      this.#child.send(body);
      response.writeHead(202).end();
      return;
    }
    const stream = new AnswerStream(response);
    const own = this.#send({ stream, id, body });
    // Over HTTP a client cancels by leaving.
    stream.onClosed(() => {
      if (this.#waiting.delete(own)) this.#child.send(`{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":${own}}}`);
    });
  }

  /** A request of the bridge itself: its response as a line. */
  ask(body: string): Promise<string> {
    return new Promise((answer) => void this.#send({ stream: undefined, id: '0', body, answer }));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const { stream } of this.#waiting.values()) stream?.end();
    this.#waiting.clear();
    await this.#child[Symbol.asyncDispose]();
  }

  #send(waiting: Waiting): string {
    this.#count += 1;
    const own = String(this.#count);
    this.#waiting.set(own, waiting);
    this.#child.send(withRaw(waiting.body, own, 'id'));
    return own;
  }

  #deliver(line: string): void {
    const own = rawAt(line, 'id');
    const method = rawAt(line, 'method');
    if (own !== undefined && method === undefined) this.#respond(own, line);
    else if (method !== undefined) this.#notify(line, method);
  }

  #respond(own: string, line: string): void {
    const waiting = this.#waiting.get(own);
    if (waiting === undefined) return;
    this.#waiting.delete(own);
    const code = rawAt(line, 'error', 'code');
    const restored = withRaw(withRaw(line, waiting.id, 'id'), waiting.id, 'result', ...subscription.slice(1));
    waiting.stream?.finish(restored, code === undefined ? undefined : Number(code));
    waiting.answer?.(line);
  }

  #notify(line: string, method: string): void {
    this.#onNews(method);
    const own = rawAt(line, ...subscription);
    const listening = own === undefined ? undefined : this.#waiting.get(own);
    if (listening !== undefined) listening.stream?.event(withRaw(line, listening.id, ...subscription));
    else this.#related(line)?.stream?.event(line);
  }

  /** The request of a notification: the one with its progress token; for a log line the newest one that wants any. */
  #related(line: string): Waiting | undefined {
    const token = rawAt(line, 'params', 'progressToken');
    const wants = (body: string) =>
      token === undefined
        ? rawAt(body, 'params', '_meta', 'io.modelcontextprotocol/logLevel') !== undefined
        : rawAt(body, 'params', '_meta', 'progressToken') === token;
    return [...this.#waiting.values()].findLast(({ body }) => wants(body));
  }
}
