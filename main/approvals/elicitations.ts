import { randomUUID } from 'node:crypto';
import type { Elicitation, ElicitationAction, ElicitationContent } from '../../contract/elicitations.ts';
import { NamedError } from '../../contract/errors.ts';
import { Broadcast } from '../lib/broadcast.ts';
import type { JsonObject } from '../wire/frame.ts';
import { readAnswer } from './elicitation-answer.ts';
import { type ElicitationRequest, readElicitation } from './elicitation-request.ts';
import { QuestionLimit } from './question-limit.ts';

/** A server's elicitation/create that no app can show. */
export interface Asking {
  /** The app that can't; null where it can't be told which one the server means. */
  readonly app: string | null;
  readonly server: string;
  readonly params: JsonObject | undefined;
  /** Aborts when the call behind it is over. */
  readonly signal: AbortSignal;
}

/** What became of a question, for the log. Never what was answered. */
export interface ElicitationEvent {
  readonly kind: 'elicitation.asked' | 'elicitation.answered';
  readonly app: string | null;
  readonly server: string;
  readonly detail: string;
}

interface Pending {
  elicitation: Elicitation;
  readonly elicitationId: string | null;
  readonly end: (result: JsonObject, how: string) => void;
}

interface Patience {
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** Of one server for one app, and of all together. */
const mostOpen = 3;
const mostOpenInAll = 24;

/**
 * What servers ask the person through Patchbay's own window, oldest first. Nothing is ever answered for the person: what they don't
 * answer in time, or before Patchbay quits, is "cancel".
 */
export class Elicitations implements Disposable {
  readonly changed = new Broadcast<readonly Elicitation[]>();
  readonly #pending = new Map<string, Pending>();
  readonly #limit = new QuestionLimit();
  readonly #timeoutMs: () => number;
  readonly #tell: (event: ElicitationEvent) => void;
  #closed = false;

  /** `timeoutMs`: milliseconds a question waits. */
  constructor(timeoutMs: () => number, tell: (event: ElicitationEvent) => void) {
    this.#timeoutMs = timeoutMs;
    this.#tell = tell;
  }

  list(): readonly Elicitation[] {
    return [...this.#pending.values()].map(({ elicitation }) => elicitation);
  }

  /**
   * Holds until the person answers; gives the result of elicitation/create.
   * @throws JsonRpcError -32602 where the question can't be shown; NamedError `rate_limited` where the server asks too much; the signal's
   * reason where the call is over.
   */
  async ask({ app, server, params, signal }: Asking): Promise<JsonObject> {
    const request = readElicitation(params);
    signal.throwIfAborted();
    if (this.#closed) return { action: 'cancel' };
    this.#requireCalm(app, server);
    const timeoutMs = this.#timeoutMs();
    const elicitation = elicitationOf(request, { app, server, timeoutMs });
    this.#tell({ kind: 'elicitation.asked', app, server, detail: subjectOf(elicitation) });
    return await this.#hold(elicitation, request.kind === 'page' ? request.elicitationId : null, { timeoutMs, signal });
  }

  /**
   * The person's answer. `content` counts with `accept` of a form only.
   * @throws NamedError `not_found` when the question has ended; `invalid_input` with `data.fields` where the form isn't filled in right.
   */
  answer(id: string, action: ElicitationAction, content: ElicitationContent): void {
    const { elicitation, end } = this.#find(id);
    if (action === 'accept' && elicitation.kind === 'form') end({ action, content: readAnswer(elicitation.fields, content) }, 'answered');
    else end({ action }, { accept: 'the person said it is done', decline: 'declined', cancel: 'put off by the person' }[action]);
  }

  /**
   * The person goes to the page of a question.
   * @returns its address, which may be opened as it is.
   * @throws NamedError `not_found` when the question has ended, `invalid_input` when it is about no page.
   */
  goTo(id: string): string {
    const pending = this.#find(id);
    const { elicitation } = pending;
    if (elicitation.kind !== 'page') throw new NamedError('invalid_input', 'This question is a form: it has no page to open.');
    pending.elicitation = { ...elicitation, opened: true };
    this.changed.emit(this.list());
    return elicitation.address;
  }

  /** The server says that what its page was for is done (notifications/elicitation/complete). A page that nobody went to was not agreed to. */
  completed(server: string, elicitationId: string): void {
    for (const { elicitation, elicitationId: known, end } of [...this.#pending.values()]) {
      if (elicitation.kind !== 'page' || elicitation.server !== server || known !== elicitationId) continue;
      end({ action: elicitation.opened ? 'accept' : 'cancel' }, 'the server said that its page is done');
    }
  }

  /** Ends every question as put off. */
  [Symbol.dispose](): void {
    this.#closed = true;
    for (const { end } of [...this.#pending.values()]) end({ action: 'cancel' }, 'Patchbay quit');
  }

  #find(id: string): Pending {
    const pending = this.#pending.get(id);
    if (pending === undefined)
      throw new NamedError('not_found', 'This question is no longer open: it was answered, withdrawn or timed out.');
    return pending;
  }

  #requireCalm(app: string | null, server: string): void {
    const open = this.list().filter((other) => other.app === app && other.server === server).length;
    if (open < mostOpen && this.#pending.size < mostOpenInAll && this.#limit.take(app, server)) return;
    throw new NamedError(
      'rate_limited',
      `${server} asks the person too much at once: let them answer first, and try again in some minutes.`,
    );
  }

  #hold(elicitation: Elicitation, elicitationId: string | null, { timeoutMs, signal }: Patience): Promise<JsonObject> {
    const { id, app, server } = elicitation;
    const { promise, resolve, reject } = Promise.withResolvers<JsonObject>();
    const close = (how: string): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', withdraw);
      this.#pending.delete(id);
      this.#tell({ kind: 'elicitation.answered', app, server, detail: how });
      this.changed.emit(this.list());
    };
    const end = (result: JsonObject, how: string): void => {
      resolve(result);
      close(how);
    };
    const withdraw = (): void => {
      // A signal's reason is whatever its owner made it; it goes back to that owner.
      reject(signal.reason as Error);
      close('withdrawn: the call is over');
    };
    const timer = setTimeout(() => end({ action: 'cancel' }, 'timed out'), timeoutMs);
    signal.addEventListener('abort', withdraw, { once: true });
    this.#pending.set(id, { elicitation, elicitationId, end });
    this.changed.emit(this.list());
    return promise;
  }
}

function elicitationOf(
  request: ElicitationRequest,
  from: { readonly app: string | null; readonly server: string; readonly timeoutMs: number },
): Elicitation {
  const now = Date.now();
  const asked = {
    id: randomUUID().slice(0, 8),
    app: from.app,
    server: from.server,
    message: request.message,
    requestedAt: new Date(now).toISOString(),
    expiresAt: new Date(now + from.timeoutMs).toISOString(),
  };
  if (request.kind === 'form') return { ...asked, kind: 'form', fields: request.fields };
  return { ...asked, kind: 'page', address: request.address, host: request.host, opened: false };
}

/** Of an address only the host: the rest of it may hold a secret. */
function subjectOf(elicitation: Elicitation): string {
  const { message } = elicitation;
  return elicitation.kind === 'page'
    ? `to go to ${elicitation.host}: ${message}`
    : `a form with ${elicitation.fields.length} field${elicitation.fields.length === 1 ? '' : 's'}: ${message}`;
}
