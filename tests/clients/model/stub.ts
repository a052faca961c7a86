import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { z } from 'zod';
import { chatCompletions } from './chat-completions.ts';
import type { Dialect, ModelRequest, Turn } from './dialect.ts';
import { generateContent } from './generate-content.ts';
import { messages } from './messages.ts';
import { responses } from './responses.ts';

const dialects: readonly Dialect[] = [chatCompletions, responses, messages, generateContent];

const streamed = z.object({ stream: z.literal(true) });

interface Wish {
  /** The end of the tool's name: each client puts its own prefix before it. */
  readonly tool: string;
  readonly arguments: Readonly<Record<string, unknown>>;
}

/** One conversation, as the model saw it. */
export interface Talk {
  readonly requests: readonly ModelRequest[];
  /** Resolves when the model has said its last word to a client that offered tools. */
  readonly over: Promise<void>;
}

/** A model on loopback, which stands in for a paid one: offered the tool that it wishes for, it calls it once; then it says goodbye. */
export class ModelStub implements AsyncDisposable {
  readonly #wish: Wish;
  readonly #server: Server;
  #requests: ModelRequest[] = [];
  #goodbye: () => void = () => undefined;

  private constructor(wish: Wish) {
    this.#wish = wish;
    this.#server = createServer((request, response) => {
      this.#answer(request, response).catch((error: unknown) => response.writeHead(400).end(String(error)));
    });
  }

  static async start(wish: Wish): Promise<ModelStub> {
    const stub = new ModelStub(wish);
    stub.#server.listen(0, '127.0.0.1');
    await once(stub.#server, 'listening');
    return stub;
  }

  get url(): string {
    // A server that listens on TCP has an address of this kind.
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Forgets the conversation before. */
  begin(): Talk {
    const { promise, resolve } = Promise.withResolvers<void>();
    const requests: ModelRequest[] = [];
    this.#requests = requests;
    this.#goodbye = resolve;
    return { requests, over: promise };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, 'close');
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = new URL(request.url ?? '/', this.url).pathname;
    const body = await text(request);
    const dialect = dialects.find((one) => request.method === 'POST' && one.path.test(path));
    if (dialect === undefined) response.writeHead(404, { 'content-type': 'application/json' }).end('{"error":{"message":"Not here."}}');
    else this.#reply(dialect, { path, body: JSON.parse(body) as unknown }, response);
  }

  #reply(dialect: Dialect, { path, body }: { path: string; body: unknown }, response: ServerResponse): void {
    const request = dialect.read(body);
    this.#requests.push(request);
    const turn = this.#turn(request);
    const isStream = path.includes('stream') || streamed.safeParse(body).success;
    response.writeHead(200, { 'content-type': isStream ? 'text/event-stream' : 'application/json' });
    response.end(isStream ? dialect.stream(turn) : JSON.stringify(dialect.whole(turn)));
    if ('text' in turn && request.tools.length > 0) this.#goodbye();
  }

  #turn({ tools, results }: ModelRequest): Turn {
    const tool = tools.find(({ name }) => name.endsWith(this.#wish.tool));
    if (tool === undefined || results.length > 0) return { text: 'Done.' };
    return { call: { tool, arguments: JSON.stringify(this.#wish.arguments) } };
  }
}
