import { NamedError } from '../../../contract/errors.ts';
import type { ErrorFrame, Frame, NotificationFrame, RequestFrame, ResultFrame } from '../../wire/frame.ts';
import { AnswerReader } from './answer-reader.ts';
import { networkFailure, statusFailure } from './http-failures.ts';
import type { Inbox } from './inbox.ts';
import type { LegacyRequests } from './legacy-requests.ts';
import { type LegacySession, noSession, sessionIdIn } from './legacy-session.ts';
import { discard } from './read-body.ts';
import { refusalIn } from './refusal.ts';

export interface RenewalOptions {
  readonly requests: LegacyRequests;
  readonly inbox: Inbox;
  readonly otherSide: string;
  readonly closing: AbortSignal;
  readonly renewed: (session: LegacySession) => void;
}

/** For a new session, in milliseconds. */
const renewalMs = 15_000;

/** The session with a legacy server, and how it was begun: so that it can be begun again when the server has forgotten it. */
export class Renewal {
  readonly #options: RenewalOptions;
  #session: LegacySession = noSession;
  #initialize: RequestFrame | null = null;
  #initialized: NotificationFrame | null = null;
  #renewing: Promise<LegacySession> | null = null;

  constructor(options: RenewalOptions) {
    this.#options = options;
  }

  get session(): LegacySession {
    return this.#session;
  }

  /** The server took initialize, and gave this session. */
  begin(frame: RequestFrame, session: LegacySession): void {
    this.#initialize = frame;
    this.#session = session;
  }

  /** Takes the version from the answer to initialize, which goes on as it is. */
  answered(answer: ResultFrame | ErrorFrame): Frame {
    this.#session = { ...this.#session, version: versionIn(answer) };
    return answer;
  }

  initialized(frame: NotificationFrame): void {
    this.#initialized = frame;
  }

  /** The session that follows a lost one; everybody who lost the same shares it. Throws `upstream_failed`. */
  after(lost: LegacySession): Promise<LegacySession> {
    if (this.#session !== lost) return Promise.resolve(this.#session);
    this.#renewing ??= this.#renew()
      .catch((error: unknown) => Promise.reject(this.#failure(networkFailure(this.#options.otherSide, error).message, error)))
      .finally(() => {
        this.#renewing = null;
      });
    return this.#renewing;
  }

  async #renew(): Promise<LegacySession> {
    const { requests, inbox, otherSide, closing, renewed } = this.#options;
    const signal = AbortSignal.any([closing, AbortSignal.timeout(renewalMs)]);
    inbox.note(`${otherSide} no longer knows the session: beginning another`);
    const session = await this.#sayHello(signal);
    if (this.#initialized !== null) {
      const answer = await requests.post(this.#initialized, session, signal);
      const refusal = await refusalIn(answer);
      if (refusal !== null) throw statusFailure(otherSide, refusal.status);
      discard(answer.body);
    }
    this.#session = session;
    renewed(session);
    return session;
  }

  async #sayHello(signal: AbortSignal): Promise<LegacySession> {
    const { requests, inbox, otherSide } = this.#options;
    const frame = this.#initialize;
    if (frame === null) throw this.#failure('There was none.');
    const answer = await requests.post(frame, noSession, signal);
    const refusal = await refusalIn(answer);
    if (refusal !== null) throw statusFailure(otherSide, refusal.status);
    let version: string | null = null;
    const reader = new AnswerReader({
      inbox,
      otherSide,
      request: frame.id,
      answered: (said) => {
        version = versionIn(said);
        return null;
      },
    });
    await reader.read(answer);
    if (version === null) throw this.#failure('It did not say hello.');
    return { id: sessionIdIn(answer.headers['mcp-session-id']), version };
  }

  #failure(reason: string, cause?: unknown): NamedError {
    const sentence = `The session with ${this.#options.otherSide} was lost, and no other could be begun. ${reason}`;
    return new NamedError('upstream_failed', sentence, {}, { cause });
  }
}

function versionIn(answer: ResultFrame | ErrorFrame): string | null {
  const version = 'result' in answer ? answer.result['protocolVersion'] : undefined;
  return typeof version === 'string' && /^[\x21-\x7e]{1,40}$/.test(version) ? version : null;
}
