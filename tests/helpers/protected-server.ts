import type { IncomingMessage, ServerResponse } from 'node:http';
import { LoopbackServer, type Asked, ScriptedServer } from './remote-servers.ts';

export interface ProtectedOptions {
  /** What it says of itself (RFC 9728); `resource` is its own address unless said otherwise. */
  readonly authorizationServers: () => readonly string[];
  /** The scopes of a token that it takes; null: it doesn't. */
  readonly scopesOf: (token: string) => Promise<readonly string[] | null>;
  /** That a request needs; by default `read`. */
  readonly scopeFor?: (asked: Asked) => string;
  readonly resource?: (own: string) => string;
  /** Answers once a token was taken, where it returns true; by default a tool `get_note` that says who asked. */
  readonly answer?: (asked: Asked) => boolean | Promise<boolean>;
}

/** An MCP server of the legacy era by hand that takes no request without a token. */
export class ProtectedServer implements AsyncDisposable {
  readonly url: string;
  /** What each request for MCP brought, in order; and how it was answered. */
  readonly met: { readonly rpc: string; readonly token: string | null; readonly status: number }[] = [];
  readonly #options: ProtectedOptions;
  readonly #listening: LoopbackServer;
  readonly #scripted: ScriptedServer;

  private constructor(listening: LoopbackServer, options: ProtectedOptions) {
    this.#listening = listening;
    this.#options = options;
    this.url = listening.url;
    this.#scripted = new ScriptedServer((asked) => this.#answer(asked));
  }

  static async listen(options: ProtectedOptions): Promise<ProtectedServer> {
    const listening = await LoopbackServer.listen((request, response) => server.#take(request, response));
    const server: ProtectedServer = new ProtectedServer(listening, options);
    return server;
  }

  refusals(status: number): number {
    return this.met.filter((one) => one.status === status).length;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#listening[Symbol.asyncDispose]();
  }

  #take(request: IncomingMessage, response: ServerResponse): void {
    const origin = new URL(this.url).origin;
    if (request.url === '/.well-known/oauth-protected-resource/mcp') {
      const resource = this.#options.resource?.(this.url) ?? this.url;
      const said = { resource, authorization_servers: this.#options.authorizationServers(), scopes_supported: ['read'] };
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(said));
    } else if (request.url === '/mcp') this.#scripted.listener(request, response);
    else response.writeHead(404).end(`nothing at ${origin}`);
  }

  async #answer(asked: Asked): Promise<boolean> {
    const token = tokenOf(asked);
    const scopes = token === null ? null : await this.#options.scopesOf(token);
    const wanted = this.#options.scopeFor?.(asked) ?? 'read';
    if (scopes === null) return this.#refuse(asked, token, 401, '');
    if (!scopes.includes(wanted)) return this.#refuse(asked, token, 403, `, error="insufficient_scope", scope="${wanted}"`);
    this.met.push({ rpc: asked.rpc, token, status: 200 });
    if (await this.#options.answer?.(asked)) return true;
    return this.#offer(asked);
  }

  #refuse(asked: Asked, token: string | null, status: number, more: string): boolean {
    this.met.push({ rpc: asked.rpc, token, status });
    const { origin } = new URL(this.url);
    const challenge = `Bearer resource_metadata="${origin}/.well-known/oauth-protected-resource/mcp"${more}`;
    asked.response.writeHead(status, { 'www-authenticate': challenge }).end();
    return true;
  }

  #offer({ rpc, id, response, body }: Asked): boolean {
    const tools = ['get_note', 'get_more'].map((name) => ({ name, inputSchema: { type: 'object' }, annotations: { readOnlyHint: true } }));
    const results: Record<string, unknown> = {
      'tools/list': { tools },
      'tools/call': { content: [{ type: 'text', text: `called ${/"name":"(\w+)"/.exec(body)?.[1] ?? ''}` }] },
    };
    if (!(rpc in results)) return false;
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ jsonrpc: '2.0', id, result: results[rpc] }));
    return true;
  }
}

function tokenOf({ headers }: Asked): string | null {
  return /^Bearer (.+)$/.exec(headers.authorization ?? '')?.[1] ?? null;
}
