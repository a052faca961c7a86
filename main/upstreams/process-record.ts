import { mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { identityOf, isAlive, isProcessIdentity, type ProcessIdentity } from '../lib/process-identity.ts';
import { hasCode } from '../lib/thrown.ts';
import { endGroup } from './guardian/process-group.ts';

const graceMs = 1000;

/** The servers that run, in a file: what a Patchbay that lost its life, and its guardian too, left behind is found by the next one. */
export class ProcessRecord {
  readonly #file: string;
  readonly #log: (message: string, error?: unknown) => void;
  readonly #running = new Map<number, ProcessIdentity>();
  #writing: Promise<void> = Promise.resolve();
  #swept: Promise<void> | null = null;

  constructor(file: string, log: (message: string, error?: unknown) => void) {
    this.#file = file;
    this.#log = log;
  }

  /** Ends what an earlier Patchbay left, once. A number alone proves nothing, since it may be another process's by now. */
  sweep(): Promise<void> {
    this.#swept ??= this.#endLeftovers();
    return this.#swept;
  }

  add(pid: number): void {
    this.#running.set(pid, identityOf(pid));
    this.#write();
  }

  remove(pid: number): void {
    if (this.#running.delete(pid)) this.#write();
  }

  /** Resolves when the file is as it should be. */
  async settled(): Promise<void> {
    await this.#writing;
  }

  async #endLeftovers(): Promise<void> {
    // 1 is nobody's server, and as a group it would mean every process.
    const left = (await this.#read()).filter((identity) => identity.pid > 1 && identity.startedAt !== null && isAlive(identity));
    for (const { pid } of left) this.#log(`The server process ${pid} was left by an earlier Patchbay and is ended.`);
    await Promise.all(left.map(({ pid }) => endGroup(pid, graceMs)));
  }

  async #read(): Promise<ProcessIdentity[]> {
    try {
      const value: unknown = JSON.parse(await readFile(this.#file, 'utf8'));
      return Array.isArray(value) ? value.filter(isProcessIdentity) : [];
    } catch (error) {
      if (!hasCode(error, 'ENOENT')) this.#log(`${this.#file} could not be read.`, error);
      return [];
    }
  }

  #write(): void {
    this.#writing = this.#writing
      .then(() => this.sweep())
      .then(() => mkdir(dirname(this.#file), { recursive: true, mode: 0o700 }))
      .then(() => writeFileAtomic(this.#file, `${JSON.stringify([...this.#running.values()])}\n`, { mode: 0o600 }))
      .catch((error: unknown) => this.#log(`${this.#file} could not be written.`, error));
  }
}
