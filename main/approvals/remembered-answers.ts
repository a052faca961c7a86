/** What an "always" covers, and nothing else: another app, server, command, tool or definition asks again. */
export interface AnswerScope {
  readonly app: string;
  readonly server: string;
  /** Fingerprint of what is executed for that server. */
  readonly serverFingerprint: string;
  readonly tool: string;
  /** SHA-256 (hex) of the tool's definition. */
  readonly definitionHash: string;
}

/** Implemented by `store/`. */
export interface RememberedAnswerStore {
  has(scope: AnswerScope): boolean;
  add(scope: AnswerScope, at: Date): void;
}

/** The answers "for this session" (in memory) and "always" (kept). */
export class RememberedAnswers {
  readonly #store: RememberedAnswerStore;
  readonly #sessions = new Map<string, Set<string>>();

  constructor(store: RememberedAnswerStore) {
    this.#store = store;
  }

  find(session: string, scope: AnswerScope): 'session' | 'always' | null {
    if (this.#sessions.get(session)?.has(keyOf(scope)) === true) return 'session';
    return this.#store.has(scope) ? 'always' : null;
  }

  rememberForSession(session: string, scope: AnswerScope): void {
    const answers = this.#sessions.get(session) ?? new Set<string>();
    this.#sessions.set(session, answers.add(keyOf(scope)));
  }

  rememberAlways(scope: AnswerScope, at: Date): void {
    this.#store.add(scope, at);
  }

  /** A session's answers end with it. */
  forgetSession(session: string): void {
    this.#sessions.delete(session);
  }
}

function keyOf(scope: AnswerScope): string {
  return JSON.stringify([scope.app, scope.server, scope.serverFingerprint, scope.tool, scope.definitionHash]);
}
