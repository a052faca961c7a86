import type { RequestId } from '../wire/frame.ts';
import { type Message, parseFields } from './message.ts';
import { StandingRequests } from './standing-requests.ts';
import type { WaitingLine } from './waiting-room.ts';

/** What was under way when the connection ended. */
export interface Interruption {
  /** Requests of the app that nobody will answer now, with their methods. */
  readonly unanswered: readonly { readonly id: RequestId; readonly method: string }[];
  /** Requests of Patchbay that the app may still be working on. */
  readonly orphaned: readonly RequestId[];
  /** The app's initialize, where it was not answered yet: nothing has begun, so it can simply be sent again. */
  readonly unbegun: WaitingLine | null;
}

/** The app's session as the shim has seen it pass: enough to continue it with another Patchbay process. */
export class Conversation {
  readonly #inFlight = new Map<RequestId, string>();
  readonly #askedOfApp = new Set<RequestId>();
  /** What former Patchbay processes asked: nobody waits for these answers. */
  readonly #orphaned = new Set<RequestId>();
  readonly #standing = new StandingRequests();
  #initialize: { readonly id: RequestId; readonly line: Buffer; answered: boolean } | null = null;
  #initialized: Buffer | null = null;

  get isIdle(): boolean {
    return this.#inFlight.size === 0;
  }

  /** The app's `notifications/initialized`, if it has sent it. */
  get initialized(): Buffer | null {
    return this.#initialized;
  }

  /** Whether a line of the app is the late answer to a Patchbay process that is gone. Says so once per answer. */
  isForTheDead(message: Message): boolean {
    return message.kind === 'answer' && this.#orphaned.delete(message.id);
  }

  /** A line of the app was written to the connection. */
  sent(message: Message, line: Buffer): void {
    if (message.kind === 'answer') this.#askedOfApp.delete(message.id);
    if (message.kind === 'notification') this.#sentNotification(message, line);
    if (message.kind !== 'request') return;
    this.#standing.sent(message.method, line);
    this.#inFlight.set(message.id, message.method);
    if (message.method === 'initialize') this.#initialize = { id: message.id, line, answered: false };
  }

  /** A line came from Patchbay. */
  received(message: Message): void {
    if (message.kind === 'request') {
      this.#askedOfApp.add(message.id);
      this.#orphaned.delete(message.id);
    }
    if (message.kind === 'notification' && message.cancels !== null) this.#askedOfApp.delete(message.cancels);
    if (message.kind !== 'answer') return;
    this.#inFlight.delete(message.id);
    if (this.#initialize?.id === message.id) this.#initialize.answered = true;
  }

  /** The connection ended. */
  interrupt(): Interruption {
    const unbegun = this.#takeUnbegun();
    const unanswered = [...this.#inFlight].map(([id, method]) => ({ id, method }));
    const orphaned = [...this.#askedOfApp];
    for (const id of orphaned) this.#orphaned.add(id);
    this.#inFlight.clear();
    this.#askedOfApp.clear();
    return { unanswered, orphaned, unbegun };
  }

  /** The app's initialize under another id, with which a new connection begins. Null where the app has not begun a session. */
  replay(id: string): Buffer | null {
    return this.#initialize === null ? null : Buffer.from(`${JSON.stringify({ ...parseFields(this.#initialize.line), id })}\n`);
  }

  /** What the app asked for once and for all, under ids that begin with `prefix`, for a connection that knows nothing of it. */
  replayStanding(prefix: string): Buffer[] {
    return this.#standing.replay(prefix);
  }

  /** Whether a line of Patchbay answers what the shim replayed. Says so once per answer. */
  isForTheShim(message: Message): boolean {
    return message.kind === 'answer' && this.#standing.answered(message.id);
  }

  /** A request that the app has cancelled gets no answer. */
  #sentNotification(message: Message & { readonly kind: 'notification' }, line: Buffer): void {
    if (message.method === 'notifications/initialized') this.#initialized = line;
    if (message.cancels !== null) this.#inFlight.delete(message.cancels);
  }

  #takeUnbegun(): WaitingLine | null {
    if (this.#initialize === null || this.#initialize.answered) return null;
    const { id, line } = this.#initialize;
    this.#initialize = null;
    this.#inFlight.delete(id);
    return { message: { kind: 'request', id, method: 'initialize' }, line };
  }
}
