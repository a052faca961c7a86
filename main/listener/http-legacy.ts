import type { IncomingMessage, ServerResponse } from 'node:http';
import { NamedError } from '../../contract/errors.ts';
import { legacyVersions, negotiateVersion } from '../protocol/versions.ts';
import type { Frame, RequestFrame } from '../wire/frame.ts';
import { acceptedBy } from './http-accept.ts';
import type { LegacyChannel } from './http-legacy-channel.ts';
import { LegacySessions } from './http-legacy-sessions.ts';
import { HttpRefusal } from './http-refusal.ts';
import type { StreamStart } from './http-resumable-stream.ts';
import type { Arrival } from './socket-listener.ts';

export interface Visit {
  readonly app: string;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

/** The first revision whose clients know events without data. */
const firstPrimed = '2025-11-25';

/** Streamable HTTP of 2025-03-26 to 2025-11-25: sessions, standing streams, and streams that can be resumed. */
export class LegacyHttp {
  readonly #sessions = new LegacySessions();
  readonly #accept: (arrival: Arrival) => void;

  constructor(accept: (arrival: Arrival) => void) {
    this.#accept = accept;
  }

  /** @throws HttpRefusal */
  post(visit: Visit, frame: Frame): void {
    const { app, request, response } = visit;
    const isFirst = isRequest(frame) && frame.method === 'initialize';
    if (!isFirst) requireKnownVersion(request);
    const session = isFirst ? this.#begin(app, frame) : this.#sessionOf(visit);
    if (isRequest(frame)) session.request(frame, response, acceptedBy(request), startOf(session, request));
    else {
      session.deliver(frame);
      response.writeHead(202).end();
    }
  }

  /** @throws HttpRefusal */
  get(visit: Visit): void {
    const { request, response } = visit;
    if (!acceptedBy(request).stream) throw new HttpRefusal(406, 'A GET is answered by text/event-stream: accept that.');
    requireKnownVersion(request);
    const session = this.#sessionOf(visit);
    const lastEventId = request.headers['last-event-id'];
    if (typeof lastEventId === 'string') session.resumeStream(response, lastEventId, startOf(session, request));
    else session.listen(response, startOf(session, request));
  }

  /** @throws HttpRefusal */
  async delete(visit: Visit): Promise<void> {
    requireKnownVersion(visit.request);
    await this.#sessionOf(visit).close(new NamedError('conflict', 'The app ended this session before it was answered.'));
    visit.response.writeHead(204).end();
  }

  sweep(): void {
    this.#sessions.sweep();
  }

  close(): Promise<void> {
    return this.#sessions.close();
  }

  #begin(app: string, { params }: RequestFrame): LegacyChannel {
    const session = this.#sessions.open(app);
    session.version = negotiateVersion(params?.['protocolVersion']);
    this.#accept({ service: 'mcp', app, channel: session });
    return session;
  }

  #sessionOf({ app, request }: Visit): LegacyChannel {
    const id = request.headers['mcp-session-id'];
    return this.#sessions.find(app, typeof id === 'string' ? id : undefined);
  }
}

function startOf(session: LegacyChannel, request: IncomingMessage): StreamStart {
  const version = versionHeader(request) ?? session.version ?? '';
  return { headers: { 'Mcp-Session-Id': session.id }, primed: version >= firstPrimed };
}

/** @throws HttpRefusal 400 (transports, "Protocol Version Header"). Without the header, what was agreed on at initialize counts. */
function requireKnownVersion(request: IncomingMessage): void {
  const version = versionHeader(request);
  if (version === undefined || legacyVersions.some((known) => known === version)) return;
  throw new HttpRefusal(400, `Unsupported MCP-Protocol-Version; known are ${legacyVersions.join(', ')}.`);
}

function versionHeader({ headers }: IncomingMessage): string | undefined {
  const version = headers['mcp-protocol-version'];
  return typeof version === 'string' ? version.trim() : undefined;
}

function isRequest(frame: Frame): frame is RequestFrame {
  return 'method' in frame && 'id' in frame;
}
