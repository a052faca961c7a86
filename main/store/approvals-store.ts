import type { Database } from 'better-sqlite3';
import type { CommandAgreementStore } from '../approvals/command-agreements.ts';
import type { AnswerScope, RememberedAnswerStore } from '../approvals/remembered-answers.ts';
import type { StateStore } from './state-store.ts';

/** The answers "always". */
export class RememberedAnswerTable implements RememberedAnswerStore {
  readonly #has;
  readonly #add;

  constructor(database: Database) {
    this.#has = database.prepare(
      'SELECT 1 FROM remembered_answers WHERE app = ? AND server = ? AND tool = ? AND server_fingerprint = ? AND definition_hash = ?',
    );
    this.#add = database.prepare(
      'INSERT OR REPLACE INTO remembered_answers (app, server, tool, server_fingerprint, definition_hash, answered_at) VALUES (?, ?, ?, ?, ?, ?)',
    );
  }

  has(scope: AnswerScope): boolean {
    return this.#has.get(...columnsOf(scope)) !== undefined;
  }

  add(scope: AnswerScope, at: Date): void {
    this.#add.run(...columnsOf(scope), at.toISOString());
  }
}

function columnsOf(scope: AnswerScope): readonly [string, string, string, string, string] {
  return [scope.app, scope.server, scope.tool, scope.serverFingerprint, scope.definitionHash];
}

/** The commands that the person agreed to run. */
export class AgreedCommandTable implements CommandAgreementStore {
  readonly #state: StateStore;
  readonly #find;
  readonly #agree;

  constructor(database: Database, state: StateStore) {
    this.#state = state;
    this.#find = database.prepare<[string], { fingerprint: string }>('SELECT fingerprint FROM agreed_commands WHERE server = ?');
    this.#agree = database.prepare('INSERT OR REPLACE INTO agreed_commands (server, fingerprint, agreed_at) VALUES (?, ?, ?)');
  }

  isFresh(): boolean {
    return this.#state.get('commands_reviewed') === null;
  }

  markUsed(): void {
    this.#state.set('commands_reviewed', 'yes');
  }

  fingerprintOf(server: string): string | null {
    return this.#find.get(server)?.fingerprint ?? null;
  }

  agree(server: string, fingerprint: string, at: Date): void {
    this.#agree.run(server, fingerprint, at.toISOString());
  }
}
