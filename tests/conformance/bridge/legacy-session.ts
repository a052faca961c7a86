import type { IncomingMessage, ServerResponse } from 'node:http';
import { AnswerStream } from './answer-stream.ts';
import { rawAt } from './json-text.ts';
import { ResumableStream } from './resumable-stream.ts';
import { type Command, StdioChild } from './stdio-child.ts';

/** One session of the legacy era, with a program of its own; nothing that passes is changed. */
export class LegacySession implements AsyncDisposable {
  readonly #child: StdioChild;
  readonly #headers: Readonly<Record<string, string>>;
  /** Requests that wait for their response, oldest first, by the spelling of their ids. */
  readonly #waiting = new Map<string, { readonly stream: ResumableStream; readonly token: string | undefined }>();
  /** The streams of all requests, in case that a client comes back for one. */
  readonly #streams: ResumableStream[] = [];
  /** What nobody asked for and nobody has come to fetch yet. */
  readonly #unfetched: string[] = [];
  #standalone: AnswerStream | undefined;

  constructor(id: string, command: Command) {
    this.#headers = { 'mcp-session-id': id };
    this.#child = new StdioChild(command, (line) => this.#deliver(line));
  }

  post(body: string, response: ServerResponse): void {
    const id = rawAt(body, 'id');
    if (id === undefined || rawAt(body, 'method') === undefined) {
      response.writeHead(202).end();
    } else {
      const stream = new ResumableStream(String(this.#streams.length), response, this.#headers);
      this.#streams.push(stream);
      this.#waiting.set(id, { stream, token: rawAt(body, 'params', '_meta', 'progressToken') });
    }
    this.#child.send(body);
  }

  /** Takes up a request's stream, or opens the one for what no request asked for. */
  listen(request: IncomingMessage, response: ServerResponse): void {
    const last = request.headers['last-event-id'];
    if (typeof last === 'string' && this.#streams.some((stream) => stream.resume(last, response))) return;
    this.#standalone = new AnswerStream(response, this.#headers);
    this.#standalone.begin();
    for (const message of this.#unfetched.splice(0)) this.#standalone.event(message);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#standalone?.end();
    for (const stream of this.#streams) stream.end();
    await this.#child[Symbol.asyncDispose]();
  }

  #deliver(line: string): void {
    const id = rawAt(line, 'id');
    if (id !== undefined && rawAt(line, 'method') === undefined) {
      this.#waiting.get(id)?.stream.finish(line);
      this.#waiting.delete(id);
      return;
    }
    const stream = this.#streamFor(line);
    if (stream !== undefined) stream.write(line);
    else if (this.#standalone?.open === true) this.#standalone.event(line);
    else if (this.#unfetched.length < 1_000) this.#unfetched.push(line);
  }

  /**
   * On stdio only progress says to which request it belongs. A question and a log line are the newest request's, if there is one; news of
   * lists and resources were asked for by none.
   */
  #streamFor(line: string): ResumableStream | undefined {
    const waiting = [...this.#waiting.values()];
    const token = rawAt(line, 'params', 'progressToken');
    if (token !== undefined) return waiting.find((request) => request.token === token)?.stream;
    if (/list_changed|resources\/updated/.test(rawAt(line, 'method') ?? '')) return undefined;
    return waiting.at(-1)?.stream;
  }
}
