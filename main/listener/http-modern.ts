import type { IncomingHttpHeaders } from 'node:http';
import { JsonRpcError } from '../wire/error-numbers.ts';
import type { Frame, JsonObject, RequestFrame } from '../wire/frame.ts';
import { acceptedBy } from './http-accept.ts';
import type { Visit } from './http-legacy.ts';
import { ModernChannel } from './http-modern-channel.ts';
import { ModernReply } from './http-modern-reply.ts';
import { checkModernRequest } from './http-modern-request.ts';
import { HttpRefusal } from './http-refusal.ts';
import type { Arrival } from './socket-listener.ts';

/** What an app's requests share ends when nobody used it for so long. Milliseconds. */
const longestIdleMs = 30 * 60_000;

export interface ModernDoors {
  readonly accept: (arrival: Arrival) => void;
  /** The schema of a tool's arguments as this app was shown it; null where it wasn't. */
  readonly inputSchema: (app: string, tool: string) => JsonObject | null;
}

/** Streamable HTTP of 2026-07-28: every POST is whole in itself. */
export class ModernHttp {
  readonly #channels = new Map<string, ModernChannel>();
  readonly #doors: ModernDoors;

  constructor(doors: ModernDoors) {
    this.#doors = doors;
  }

  /** @throws HttpRefusal */
  post({ app, request, response }: Visit, frame: Frame): void {
    if (!('method' in frame)) throw new HttpRefusal(400, 'A client of this protocol version sends requests and notifications only.');
    if (!('id' in frame)) {
      this.#channelOf(app).notify(frame);
      response.writeHead(202).end();
      return;
    }
    this.#check(app, frame, request.headers);
    const accepted = acceptedBy(request);
    if (frame.method === 'subscriptions/listen' && !accepted.stream)
      throw new HttpRefusal(406, 'A subscription is a text/event-stream: accept that.', { id: frame.id });
    this.#channelOf(app).request(frame, new ModernReply(response, accepted, frame.method));
  }

  sweep(): void {
    for (const channel of this.#channels.values()) if (channel.idleMs > longestIdleMs) void channel.close();
  }

  async close(): Promise<void> {
    await Promise.all([...this.#channels.values()].map((channel) => channel.close()));
  }

  #check(app: string, frame: RequestFrame, headers: IncomingHttpHeaders): void {
    try {
      checkModernRequest(frame, headers, (tool) => this.#doors.inputSchema(app, tool));
    } catch (error) {
      throw error instanceof JsonRpcError ? HttpRefusal.of(400, error, frame.id) : error;
    }
  }

  #channelOf(app: string): ModernChannel {
    const known = this.#channels.get(app);
    if (known !== undefined) return known;
    const channel = new ModernChannel(() => this.#channels.delete(app));
    this.#channels.set(app, channel);
    this.#doors.accept({ service: 'mcp', app, channel });
    return channel;
  }
}
