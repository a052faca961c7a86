import { Agent, type IncomingMessage, get } from 'node:http';
import { type Answer, introduce, type McpClient, type Message, PendingRequests } from './mcp-client.ts';
import { post } from './http-client.ts';

/** MCP over the older HTTP with server-sent events: one stream of answers, one POST per request. */
export class SseClient implements McpClient {
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 64 });
  readonly #pending = new PendingRequests();
  readonly #stream: IncomingMessage;
  readonly #endpoint: Promise<URL>;
  #rest = '';

  private constructor(address: URL, stream: IncomingMessage) {
    this.#stream = stream;
    const { promise, resolve } = Promise.withResolvers<URL>();
    this.#endpoint = promise;
    stream.setEncoding('utf8');
    stream.on('data', (text: string) => this.#read(text, (endpoint) => resolve(new URL(endpoint, address))));
    stream.on('error', (error) => this.#pending.fail(error));
  }

  static async connect(address: string): Promise<SseClient> {
    const stream = await new Promise<IncomingMessage>((resolve, reject) => {
      get(address, { headers: { accept: 'text/event-stream' } }, resolve).on('error', reject);
    });
    const client = new SseClient(new URL(address), stream);
    await introduce(client);
    return client;
  }

  request(method: string, params: object): Promise<Answer> {
    return this.#pending.send((id) => {
      this.#post({ jsonrpc: '2.0', id, method, params }).catch((error: unknown) => this.#pending.fail(new Error(String(error))));
    });
  }

  async notify(method: string): Promise<void> {
    await this.#post({ jsonrpc: '2.0', method });
  }

  async close(): Promise<void> {
    this.#stream.destroy();
    this.#agent.destroy();
  }

  async #post(message: object): Promise<void> {
    const { status, body } = await post(await this.#endpoint, JSON.stringify(message), { agent: this.#agent, headers: {} });
    if (status >= 400) throw new Error(`HTTP ${status}: ${body.slice(0, 200)}`);
  }

  #read(text: string, endpointFound: (endpoint: string) => void): void {
    const events = (this.#rest + text).replaceAll('\r', '').split('\n\n');
    this.#rest = events.pop() ?? '';
    for (const event of events) {
      const data = event
        .split('\n')
        .flatMap((line) => (line.startsWith('data:') ? [line.slice(5).trim()] : []))
        .join('\n');
      // What arrives is the answer of a server under measurement; its shape was looked at by hand.
      if (data.startsWith('{')) this.#pending.settle(JSON.parse(data) as Message);
      else if (event.includes('event: endpoint')) endpointFound(data);
    }
  }
}
