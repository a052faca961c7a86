import { Agent, type IncomingHttpHeaders, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { type Answer, introduce, type McpClient, type Message } from './mcp-client.ts';

interface Response {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** MCP over streamable HTTP: one POST per request on connections that are kept open. */
export class HttpClient implements McpClient {
  readonly #address: URL;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 64 });
  #session: string | undefined;
  #last = 0;

  private constructor(address: URL) {
    this.#address = address;
  }

  static async connect(address: string): Promise<HttpClient> {
    const client = new HttpClient(new URL(address));
    await introduce(client);
    return client;
  }

  async request(method: string, params: object): Promise<Answer> {
    const id = ++this.#last;
    const response = await this.#post({ jsonrpc: '2.0', id, method, params });
    const { result, error } = messageOf(response, id);
    if (error !== undefined) throw new Error(`${error.code} ${error.message}`);
    return result ?? {};
  }

  async notify(method: string): Promise<void> {
    await this.#post({ jsonrpc: '2.0', method });
  }

  async close(): Promise<void> {
    this.#agent.destroy();
  }

  async #post(message: object): Promise<Response> {
    const response = await post(this.#address, JSON.stringify(message), {
      agent: this.#agent,
      headers: this.#session === undefined ? {} : { 'mcp-session-id': this.#session, 'mcp-protocol-version': '2025-06-18' },
    });
    const session = response.headers['mcp-session-id'];
    if (typeof session === 'string') this.#session = session;
    return response;
  }
}

/** Sends JSON and reads the whole answer. */
export function post(address: URL, body: string, { agent, headers }: { agent: Agent; headers: Record<string, string> }): Promise<Response> {
  return new Promise((resolve, reject) => {
    const outgoing = request(address, {
      method: 'POST',
      agent,
      headers: {
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
        'content-length': Buffer.byteLength(body),
        ...headers,
      },
    });
    outgoing.on('error', reject);
    outgoing.on('response', (incoming) => {
      text(incoming).then((read) => resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, body: read }), reject);
    });
    outgoing.end(body);
  });
}

/** The answer, whether it came as JSON or as a stream of one event. */
function messageOf({ status, headers, body }: Response, id: number): Message {
  if (status >= 400) throw new Error(`HTTP ${status}: ${body.slice(0, 200)}`);
  const isStream = headers['content-type']?.includes('text/event-stream') === true;
  const texts = isStream ? body.split('\n').flatMap((line) => (line.startsWith('data:') ? [line.slice(5)] : [])) : [body];
  // What arrives is the answer of a server under measurement; its shape was looked at by hand.
  const message = texts
    .filter((json) => json.trim() !== '')
    .map((json) => JSON.parse(json) as Message)
    .find((candidate) => candidate.id === id);
  if (message === undefined) throw new Error(`no answer to request ${id}`);
  return message;
}
