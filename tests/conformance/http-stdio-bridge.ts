import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { localhostHostValidation, localhostOriginValidation } from '@modelcontextprotocol/node';
import { classifyInboundRequest } from '@modelcontextprotocol/server';
import { refuse } from './bridge/answer-stream.ts';
import { type ModernMessage, parameterHeaderFault, standardHeaderFault } from './bridge/header-rules.ts';
import { rawAt, withRaw } from './bridge/json-text.ts';
import { LegacySession } from './bridge/legacy-session.ts';
import { ModernRequests } from './bridge/modern-requests.ts';
import type { Command } from './bridge/stdio-child.ts';

const header = (value: string | string[] | undefined): string | undefined => (typeof value === 'string' ? value : undefined);

/**
 * Streamable HTTP in front of a program that speaks stdio, in both eras: the suite speaks only HTTP. What is HTTP's own is answered here
 * (sessions, headers, statuses, Host and Origin); every message passes as it is spelled, but for the ids of the modern era.
 */
class HttpStdioBridge implements AsyncDisposable {
  readonly #command: Command;
  readonly #sessions = new Map<string, LegacySession>();
  readonly #ended: Promise<void>[] = [];
  #modern: ModernRequests | undefined;
  #schemas: Promise<ReadonlyMap<string, unknown>> | undefined;

  constructor(command: Command) {
    this.#command = command;
  }

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method !== 'POST') return this.#session(request, response);
    const body = await text(request);
    // The SDK takes only safe integers for ids; here a number is as good as another.
    const message = parsed(/^-?\d+$/.test(rawAt(body, 'id') ?? '') ? withRaw(body, '1', 'id') : body);
    const outcome = classifyInboundRequest({
      httpMethod: 'POST',
      body: message,
      ...defined('protocolVersionHeader', header(request.headers['mcp-protocol-version'])),
      ...defined('mcpMethodHeader', header(request.headers['mcp-method'])),
      ...defined('mcpNameHeader', header(request.headers['mcp-name'])),
    });
    if (outcome.kind === 'reject') return refuse(response, outcome.httpStatus, outcome, rawAt(body, 'id'));
    if (outcome.kind === 'legacy') return this.#legacy(body, request, response);
    // What is classified as modern is a request or a notification.
    return this.#request(body, message as ModernMessage, request, response);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#modern?.[Symbol.asyncDispose]();
    await Promise.all([...this.#ended, ...[...this.#sessions.values()].map((session) => session[Symbol.asyncDispose]())]);
  }

  #legacy(body: string, request: IncomingMessage, response: ServerResponse): void {
    const known = header(request.headers['mcp-session-id']);
    if (known === undefined && rawAt(body, 'method') === '"initialize"') {
      const id = randomUUID();
      this.#sessions.set(id, new LegacySession(id, this.#command));
      this.#sessions.get(id)?.post(body, response);
      return;
    }
    const session = this.#sessions.get(known ?? '');
    if (session === undefined) refuse(response, known === undefined ? 400 : 404, { code: -32001, message: 'No such session.' });
    else session.post(body, response);
  }

  #session(request: IncomingMessage, response: ServerResponse): void {
    const id = header(request.headers['mcp-session-id']) ?? '';
    const session = this.#sessions.get(id);
    if (session === undefined) return refuse(response, 404, { code: -32001, message: 'No such session.' });
    if (request.method === 'GET') return session.listen(request, response);
    this.#sessions.delete(id);
    this.#ended.push(session[Symbol.asyncDispose]());
    response.writeHead(200).end();
  }

  async #request(body: string, message: ModernMessage, request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.#modern ??= new ModernRequests(this.#command, (method) => {
      if (method.includes('list_changed')) this.#schemas = undefined;
    });
    const rules = rawAt(body, 'id') === undefined ? undefined : standardHeaderFault(message, request.headers);
    const fault = rules ?? (await this.#parameterFault(this.#modern, body, message, request));
    if (fault !== undefined) refuse(response, 400, fault, rawAt(body, 'id'));
    else this.#modern.post(body, response);
  }

  async #parameterFault(modern: ModernRequests, body: string, message: ModernMessage, request: IncomingMessage) {
    if (message.method !== 'tools/call') return undefined;
    this.#schemas ??= schemasOf(modern, rawAt(body, 'params', '_meta') ?? '{}');
    const schema = (await this.#schemas).get(String(message.params?.['name']));
    return parameterHeaderFault(schema, message, request.headers);
  }
}

/** The input schemas of all tools, listed in the name of the client whose `_meta` this is. */
async function schemasOf(modern: ModernRequests, meta: string): Promise<ReadonlyMap<string, unknown>> {
  const schemas = new Map<string, unknown>();
  let cursor: string | undefined;
  do {
    const next = cursor === undefined ? '' : `"cursor":${JSON.stringify(cursor)},`;
    const line = await modern.ask(`{"jsonrpc":"2.0","id":0,"method":"tools/list","params":{${next}"_meta":${meta}}}`);
    // A list of tools, or an error without a result.
    const { result } = JSON.parse(line) as { result?: { tools: { name: string; inputSchema: unknown }[]; nextCursor?: string } };
    for (const { name, inputSchema } of result?.tools ?? []) schemas.set(name, inputSchema);
    cursor = result?.nextCursor;
  } while (cursor !== undefined);
  return schemas;
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

const defined = <K extends string>(key: K, value: string | undefined): Partial<Record<K, string>> =>
  // The key is K.
  value === undefined ? {} : ({ [key]: value } as Record<K, string>);

/** Starts the bridge on a free port of loopback. Disposal ends its programs. */
export async function startBridge(command: Command): Promise<{ readonly url: string } & AsyncDisposable> {
  const bridge = new HttpStdioBridge(command);
  const allowedHost = localhostHostValidation();
  const allowedOrigin = localhostOriginValidation();
  const server = createServer((request, response) => {
    if (allowedHost(request, response) && allowedOrigin(request, response)) void bridge.handle(request, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    // A listening TCP server has an address with a port.
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`,
    async [Symbol.asyncDispose]() {
      await bridge[Symbol.asyncDispose]();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
