import type { IncomingMessage, ServerResponse } from 'node:http';
import { invalidRequest, wireErrorOfFault } from '../wire/error-numbers.ts';
import type { Frame } from '../wire/frame.ts';
import { parseFrame } from '../wire/parse-frame.ts';
import type { AppKeys } from './app-keys.ts';
import { acceptedBy } from './http-accept.ts';
import { BodyReader } from './http-body.ts';
import { isFromThisMachine } from './http-gate.ts';
import { HttpKeys } from './http-keys.ts';
import { LegacyHttp, type Visit } from './http-legacy.ts';
import { type ModernDoors, ModernHttp } from './http-modern.ts';
import { isModern, namesModern } from './http-modern-request.ts';
import { HttpRefusal, refuse } from './http-refusal.ts';

export interface McpDoors extends ModernDoors {
  /** Somebody was turned away. */
  readonly refused: (error: Error) => void;
  /** Something went wrong inside. */
  readonly unexpected: (error: unknown) => void;
}

export interface McpLimits {
  /** The longest message that is read, in bytes. */
  readonly maxBytes: number;
}

const path = '/mcp';
/** Bodies that are being read at the same time may take so many times the longest one. */
const bodiesAtOnce = 4;
const sweepMs = 30_000;

/** MCP over streamable HTTP, for every app that has a key. Decides who comes in; both eras do the rest. */
export class McpOverHttp implements AsyncDisposable {
  readonly #keys: HttpKeys;
  readonly #bodies: BodyReader;
  readonly #legacy: LegacyHttp;
  readonly #modern: ModernHttp;
  readonly #doors: McpDoors;
  readonly #sweeping: NodeJS.Timeout;

  constructor(keys: AppKeys, { maxBytes }: McpLimits, doors: McpDoors) {
    this.#keys = new HttpKeys(keys, doors.refused);
    this.#bodies = new BodyReader({ maxBytes, maxBytesAtOnce: bodiesAtOnce * maxBytes });
    this.#legacy = new LegacyHttp(doors.accept);
    this.#modern = new ModernHttp(doors);
    this.#doors = doors;
    this.#sweeping = setInterval(() => this.#sweep(), sweepMs).unref();
  }

  /** Answers, whatever comes. */
  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    // A connection that is lost while it is written to must not end the process.
    response.on('error', () => undefined);
    try {
      await this.#serve(request, response);
    } catch (error) {
      if (!(error instanceof HttpRefusal)) this.#doors.unexpected(error);
      refuse(response, error instanceof HttpRefusal ? error : new HttpRefusal(500, 'Patchbay failed inside; its log says why.'));
    }
  }

  /** Ends every session and stream, in order. */
  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#sweeping);
    await Promise.all([this.#legacy.close(), this.#modern.close()]);
  }

  #sweep(): void {
    this.#legacy.sweep();
    this.#modern.sweep();
  }

  /** Nothing of a body is read before the app is known. */
  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (!isFromThisMachine(request)) throw new HttpRefusal(403, 'Patchbay answers only programs of this machine.');
    if (request.url?.split('?')[0] !== path) throw new HttpRefusal(404, `There is nothing here: MCP is at ${path}.`);
    const app = await this.#keys.appOf(request.headers.authorization);
    const visit: Visit = { app, request, response };
    if (request.method === 'POST') await this.#post(visit);
    else if (namesModern(request.headers)) throw notAllowed('POST');
    else if (request.method === 'GET') this.#legacy.get(visit);
    else if (request.method === 'DELETE') await this.#legacy.delete(visit);
    else throw notAllowed('POST, GET, DELETE');
  }

  async #post(visit: Visit): Promise<void> {
    const { json, stream } = acceptedBy(visit.request);
    if (!json && !stream) throw new HttpRefusal(406, 'Accept application/json and text/event-stream.');
    const frame = frameOf(await this.#bodies.read(visit.request, visit.response));
    const era = isModern(frame, visit.request.headers) ? this.#modern : this.#legacy;
    era.post(visit, frame);
  }
}

function notAllowed(allowed: string): HttpRefusal {
  return new HttpRefusal(405, `Only ${allowed} can be used here.`, { headers: { Allow: allowed } });
}

/** @throws HttpRefusal 400 with the error that the same line would get at the socket. */
function frameOf(body: Buffer): Frame {
  const { frame, fault } = parseFrame(body);
  if (frame !== null) return frame;
  const { code, message, data } = wireErrorOfFault(fault);
  throw new HttpRefusal(400, message, { code: code ?? invalidRequest, data, id: fault.id });
}
