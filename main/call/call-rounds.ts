import { createHash } from 'node:crypto';
import type { AnswerScope } from '../approvals/remembered-answers.ts';
import type { JsonObject, JsonValue } from '../wire/frame.ts';
import { exactCanonicalJson } from '../wire/exact-canonical-json.ts';

/** A call that its server answered with a request for input: what its next round can refer to. */
export interface OpenRound {
  /** The first call of the chain. */
  readonly callId: string;
  /** The person said yes to this very call. */
  readonly approved: boolean;
}

/** What makes a retry the same call: who calls what, with which arguments, in answer to which state. */
export interface RoundIdentity {
  readonly session: string;
  readonly scope: AnswerScope;
  readonly arguments: JsonObject;
  /** As the server sent it and the app must send it back; undefined where the server sent none. */
  readonly requestState: JsonValue | undefined;
}

interface KeptRound {
  readonly round: OpenRound;
  /** Milliseconds of the clock. */
  readonly until: number;
}

/** How long a yes covers the next round, in milliseconds. */
const roundMs = 10 * 60_000;
const roundsPerApp = 100;

/**
 * Multi-round calls (2026-07-28, SEP-2322): the app repeats its call together with what the server asked for. A repetition is another
 * call, and a person's yes covers it only when nothing that they saw is different, once, and for ten minutes.
 */
export class CallRounds {
  readonly #apps = new Map<string, Map<string, KeptRound>>();
  readonly #clock: () => number;

  /** `clock`: milliseconds, never going back. */
  constructor(clock: () => number) {
    this.#clock = clock;
  }

  /** Of too many of one app, the oldest is forgotten: that call is asked about again. */
  leave(identity: RoundIdentity, round: OpenRound): void {
    const rounds = this.#apps.get(identity.scope.app) ?? new Map<string, KeptRound>();
    this.#apps.set(identity.scope.app, rounds);
    const digest = roundDigest(identity);
    rounds.delete(digest);
    rounds.set(digest, { round, until: this.#clock() + roundMs });
    const [oldest] = rounds.keys();
    if (rounds.size > roundsPerApp && oldest !== undefined) rounds.delete(oldest);
  }

  /** Null where this is the next round of nothing. What is taken is gone. */
  take(identity: RoundIdentity): OpenRound | null {
    const { app } = identity.scope;
    const digest = roundDigest(identity);
    const kept = this.#apps.get(app)?.get(digest);
    this.#apps.get(app)?.delete(digest);
    if (this.#apps.get(app)?.size === 0) this.#apps.delete(app);
    return kept !== undefined && this.#clock() < kept.until ? kept.round : null;
  }
}

/** SHA-256 (hex). Numbers count as they are spelled, the order of names doesn't. */
export function roundDigest({ session, scope, arguments: given, requestState }: RoundIdentity): string {
  const { app, server, serverFingerprint, tool, definitionHash } = scope;
  const state = requestState === undefined ? 'none' : exactCanonicalJson(requestState);
  const parts = [session, app, server, serverFingerprint, tool, definitionHash, exactCanonicalJson(given), state];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}
