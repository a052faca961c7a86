import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { type ClientRequest, type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http';
import { createServer } from 'node:net';
import { homeAt, keyFile } from '../../main/lib/home.ts';
import { httpToken } from '../../main/listener/http-keys.ts';

export interface Asked {
  readonly method?: string;
  readonly path?: string;
  /** Undefined: the header is left out. */
  readonly headers?: Readonly<Record<string, string | undefined>>;
  /** Text as it is; anything else as JSON. */
  readonly body?: unknown;
}

export interface Answered {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** The token of an app that is connected already; `cli` always is. */
export async function tokenOf(home: string, app = 'cli'): Promise<string> {
  const key = await readFile(keyFile(homeAt(home), app), 'utf8');
  return httpToken(app, Buffer.from(key.trim(), 'hex'));
}

/** An app that sends requests exactly as given: fetch would mend them. */
export class HttpApp {
  readonly port: number;
  readonly token: string;
  #session: string | undefined;
  #lastId = 0;

  constructor(port: number, token: string) {
    this.port = port;
    this.token = token;
  }

  get session(): string | undefined {
    return this.#session;
  }

  /** The request as it is opened; nothing of the body is sent. */
  open({ method = 'POST', path = '/mcp', headers = {} }: Asked): ClientRequest {
    const all = {
      Host: `127.0.0.1:${this.port}`,
      Authorization: `Bearer ${this.token}`,
      Accept: 'application/json, text/event-stream',
      ...(method === 'POST' && { 'Content-Type': 'application/json' }),
      ...(this.#session !== undefined && { 'Mcp-Session-Id': this.#session }),
      ...headers,
    };
    const present = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
    return request({ host: '127.0.0.1', port: this.port, path, method, headers: present, agent: false });
  }

  /** The answer as soon as its headers are there. */
  async begin(asked: Asked): Promise<IncomingMessage> {
    const sent = this.open(asked);
    const text = typeof asked.body === 'string' ? asked.body : JSON.stringify(asked.body);
    sent.end(asked.body === undefined ? undefined : text);
    const [response] = (await once(sent, 'response')) as [IncomingMessage];
    return response;
  }

  async ask(asked: Asked): Promise<Answered> {
    const response = await this.begin(asked);
    const chunks: Buffer[] = [];
    for await (const chunk of response) chunks.push(chunk as Buffer);
    return { status: response.statusCode ?? 0, headers: response.headers, text: Buffer.concat(chunks).toString('utf8') };
  }

  /** Begins a session and keeps its id. */
  async initialize(protocolVersion = '2025-11-25', capabilities: unknown = {}): Promise<Answered> {
    const params = { protocolVersion, capabilities, clientInfo: { name: 'http', version: '1' } };
    const answer = await this.ask({ body: { jsonrpc: '2.0', id: 'hello', method: 'initialize', params } });
    const id = answer.headers['mcp-session-id'];
    this.#session = typeof id === 'string' ? id : undefined;
    await this.ask({ body: { jsonrpc: '2.0', method: 'notifications/initialized' } });
    return answer;
  }

  /** One request of the session, and everything that came on its stream. */
  async request(method: string, params: unknown, headers: Asked['headers'] = {}): Promise<unknown[]> {
    this.#lastId += 1;
    const { status, text, headers: answered } = await this.ask({ headers, body: { jsonrpc: '2.0', id: this.#lastId, method, params } });
    if (status !== 200) throw new Error(`${method}: ${status} ${text}`);
    return answered['content-type'] === 'text/event-stream' ? messagesIn(text) : [JSON.parse(text)];
  }
}

export interface ServerSentEvent {
  readonly id?: string;
  readonly retry?: string;
  readonly data: string;
}

export function eventsIn(text: string): ServerSentEvent[] {
  return text
    .split('\n\n')
    .filter((block) => block.includes('data:'))
    .map((block) => {
      const fields = Object.fromEntries(
        block
          .split('\n')
          .filter((line) => !line.startsWith(':'))
          .map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)] as const),
      );
      return { data: '', ...fields };
    });
}

/** What the events of a stream say, without those that only tell an id. */
export function messagesIn(text: string): unknown[] {
  return eventsIn(text).flatMap(({ data }) => (data === '' ? [] : [JSON.parse(data) as unknown]));
}
