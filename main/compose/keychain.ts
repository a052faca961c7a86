import { type ChildProcess, spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { join } from 'node:path';
import { OneAtATime } from '../lib/one-at-a-time.ts';
import { fieldsOf } from '../lib/json-record.ts';
import { type Keychain, KeychainFailure } from '../vault/keychain.ts';
import type { Programs } from './options.ts';

/** How the entries are called in the system's own view of its keychain. */
const service = 'Patchbay';
/** For a person to type a password, in milliseconds. */
const longestMs = 120_000;

/** What keychains say when they are there and let nobody in (libsecret, macOS, Windows). */
const refusal = /lock|cancel|dismiss|denied|not allowed|interact|auth|timed? ?out|timeout/i;

/** Where there is none, the key of a new vault goes into a file. */
export function openKeychain(programs: Pick<Programs, 'node' | 'folder'>, environment: NodeJS.ProcessEnv): Keychain {
  return environment['PATCHBAY_KEYCHAIN'] === 'off' ? new NoKeychain() : new KeychainProgram(programs);
}

/** The system's keychain, through a program that asks it one thing and ends: see `main/keychain/main.ts`. */
class KeychainProgram implements Keychain {
  readonly #programs: Pick<Programs, 'node' | 'folder'>;
  readonly #turns = new OneAtATime();
  #child: ChildProcess | null = null;
  #isDisposed = false;

  constructor(programs: Pick<Programs, 'node' | 'folder'>) {
    this.#programs = programs;
  }

  read(account: string): Promise<string | null> {
    return this.#turns.run(() => this.#ask({ account }));
  }

  async write(account: string, value: string): Promise<void> {
    await this.#turns.run(() => this.#ask({ account, value }));
  }

  /** Whatever it is asking the person is withdrawn. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#isDisposed = true;
    this.#child?.kill('SIGKILL');
    await this.#turns.run(() => Promise.resolve());
  }

  async #ask(question: { readonly account: string; readonly value?: string }): Promise<string | null> {
    if (this.#isDisposed) throw new KeychainFailure('locked', 'Patchbay is quitting');
    const { node, folder } = this.#programs;
    const child = spawn(node, [join(folder, 'keychain/main.js')], { stdio: ['pipe', 'pipe', 'ignore'], windowsHide: true });
    this.#child = child;
    const timer = setTimeout(() => child.kill('SIGKILL'), longestMs);
    try {
      // A program that is gone says so by its answer.
      child.stdin.on('error', () => undefined).end(`${JSON.stringify({ service, ...question })}\n`);
      return valueOf(await answerOf(child));
    } finally {
      clearTimeout(timer);
      this.#child = null;
    }
  }
}

class NoKeychain implements Keychain {
  read(): Promise<never> {
    return Promise.reject(new KeychainFailure('absent', 'it is switched off by PATCHBAY_KEYCHAIN'));
  }

  write(): Promise<never> {
    return this.read();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // There is nothing to end.
  }
}

async function answerOf(child: ChildProcess): Promise<string> {
  const started = new Promise<never>((_, reject) => child.once('error', (error) => reject(new KeychainFailure('absent', error.message))));
  return Promise.race([child.stdout === null ? '' : text(child.stdout), started]);
}

/** Whatever else a library of the system wrote there is no answer. */
function parsed(answer: string): unknown {
  try {
    return JSON.parse(answer);
  } catch {
    return null;
  }
}

function valueOf(answer: string): string | null {
  const { value, failure } = fieldsOf(parsed(answer));
  if (typeof value === 'string' || value === null) return value;
  if (typeof failure !== 'string') throw new KeychainFailure('locked', 'it gave no answer');
  throw new KeychainFailure(refusal.test(failure) ? 'locked' : 'absent', failure.trim().replace(/\.$/, ''));
}
