import { AnswerReader } from './answer-reader.ts';
import type { Inbox } from './inbox.ts';
import { type LegacyRequests, ResumePace } from './legacy-requests.ts';
import type { LegacySession } from './legacy-session.ts';
import { type Refusal, refusalIn } from './refusal.ts';

export interface StandingOptions {
  readonly requests: LegacyRequests;
  readonly inbox: Inbox;
  readonly otherSide: string;
  /** A server that had this stream open before refuses it now. */
  readonly refused: (refusal: Refusal, session: LegacySession) => void;
}

/** The stream of what a legacy server says unasked (2025-11-25, transports, "Listening for Messages from the Server"). Many offer none. */
export class StandingStream {
  readonly #options: StandingOptions;
  #life: AbortController | null = null;
  #isOffered = true;
  #session: LegacySession | null = null;

  constructor(options: StandingOptions) {
    this.#options = options;
  }

  /** Opens it for this session, and ends the one before. */
  open(session: LegacySession): void {
    this.#life?.abort();
    this.#session = session;
    this.#isOffered = true;
    this.#begin(session);
  }

  /** The server is there: a stream that was given up is worth another try. */
  revive(): void {
    if (this.#life === null && this.#isOffered && this.#session !== null) this.#begin(this.#session);
  }

  close(): void {
    this.#session = null;
    this.#life?.abort();
  }

  #begin(session: LegacySession): void {
    const life = new AbortController();
    this.#life = life;
    void this.#run(session, life.signal).finally(() => {
      if (this.#life === life) this.#life = null;
    });
  }

  async #run(session: LegacySession, signal: AbortSignal): Promise<void> {
    const { inbox, otherSide } = this.#options;
    const reader = new AnswerReader({ inbox, otherSide, request: null });
    const pace = new ResumePace(reader);
    let wasOpen = false;
    try {
      do {
        wasOpen = (await this.#connect(reader, session, { signal, wasOpen })) || wasOpen;
      } while (this.#isOffered && (await pace.next(signal)));
    } catch (error) {
      if (!signal.aborted) inbox.note(`The stream of what ${otherSide} says unasked was given up: ${String(error)}`);
    }
  }

  /** Whether there was a stream. */
  async #connect(reader: AnswerReader, session: LegacySession, state: { signal: AbortSignal; wasOpen: boolean }): Promise<boolean> {
    const answer = await this.#options.requests.stream(session, reader.lastEventId, state.signal).catch((error: unknown) => {
      state.signal.throwIfAborted();
      this.#options.inbox.note(`The stream of what ${this.#options.otherSide} says unasked could not be opened: ${String(error)}`);
      return null;
    });
    if (answer === null) return false;
    const refusal = await refusalIn(answer);
    if (refusal === null) {
      await reader.read(answer);
      return true;
    }
    if (refusal.status < 500) this.#isOffered = false;
    if (state.wasOpen) this.#options.refused(refusal, session);
    return false;
  }
}
