import { randomUUID } from 'node:crypto';
import type { Approval, ApprovalAnswer } from '../../contract/models.ts';
import { NamedError } from '../../contract/errors.ts';
import { Broadcast } from '../lib/broadcast.ts';

export type Question = Omit<Approval, 'id' | 'requestedAt' | 'expiresAt'>;

/** How a question ended. Everything but `answered` means no. */
export type Ending =
  { readonly kind: 'answered'; readonly answer: ApprovalAnswer } | { readonly kind: 'timed-out' | 'withdrawn' | 'shut-down' };

interface Pending {
  readonly approval: Approval;
  end(ending: Ending): void;
}

/** The questions that wait for the person, oldest first. No answer within the time limit is a no. */
export class ApprovalQueue implements Disposable {
  readonly changed = new Broadcast<readonly Approval[]>();
  readonly #pending = new Map<string, Pending>();
  #closed = false;

  list(): readonly Approval[] {
    return [...this.#pending.values()].map((pending) => pending.approval);
  }

  /**
   * Holds until somebody answers, the time limit passes, the signal aborts (the app cancelled or left: withdrawn) or Patchbay quits.
   * @param timeoutMs milliseconds; null waits for ever.
   */
  ask(question: Question, timeoutMs: number | null, signal: AbortSignal): Promise<Ending> {
    if (this.#closed) return Promise.resolve({ kind: 'shut-down' });
    if (signal.aborted) return Promise.resolve({ kind: 'withdrawn' });
    return new Promise((resolve) => {
      const now = Date.now();
      const id = randomUUID().slice(0, 8);
      const withdraw = () => this.#pending.get(id)?.end({ kind: 'withdrawn' });
      const timer = timeoutMs === null ? undefined : setTimeout(() => this.#pending.get(id)?.end({ kind: 'timed-out' }), timeoutMs);
      const approval: Approval = {
        ...question,
        id,
        requestedAt: new Date(now).toISOString(),
        expiresAt: timeoutMs === null ? null : new Date(now + timeoutMs).toISOString(),
      };
      const end = (ending: Ending) => {
        clearTimeout(timer);
        signal.removeEventListener('abort', withdraw);
        this.#pending.delete(id);
        resolve(ending);
        this.changed.emit(this.list());
      };
      signal.addEventListener('abort', withdraw, { once: true });
      this.#pending.set(id, { approval, end });
      this.changed.emit(this.list());
    });
  }

  /** The person's answer. Fails with `not_found` when the question has ended, `invalid_input` when it doesn't offer that answer. */
  decide(id: string, answer: ApprovalAnswer): void {
    const pending = this.#pending.get(id);
    if (pending === undefined)
      throw new NamedError('not_found', 'This question is no longer open: it was answered, withdrawn or timed out.');
    const offered = pending.approval.kind === 'call' || answer === 'once' || answer === 'deny';
    if (!offered) throw new NamedError('invalid_input', 'This question only takes "once" or "deny".');
    pending.end({ kind: 'answered', answer });
  }

  /** Ends every question as a no. */
  [Symbol.dispose](): void {
    this.#closed = true;
    for (const pending of [...this.#pending.values()]) pending.end({ kind: 'shut-down' });
  }
}
