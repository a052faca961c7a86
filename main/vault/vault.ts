import { NamedError } from '../../contract/errors.ts';
import type { VaultStatus } from '../../contract/vault.ts';
import { Broadcast } from '../lib/broadcast.ts';
import { OneAtATime } from '../lib/one-at-a-time.ts';
import { reasonOf } from '../lib/thrown.ts';
import { type Failure, failureAfter, type Opening, openVault, startOver, type VaultPlaces } from './opening.ts';
import { seal, type SealedValue, unseal } from './sealed-value.ts';
import { sentences } from './sentences.ts';
import { clearUnfinished, keyCheckOf, readVaultFile, type VaultContent, writeVaultFile } from './vault-file.ts';

export interface VaultOptions extends VaultPlaces {
  /** Hears every value of the person's that is in it or goes in, as soon as it can be read, so that it can be kept out of logs. */
  seen?(name: string, value: string): void;
  /** For the keychain the first time, in milliseconds: it may ask the person for a password, and nobody waits for that. */
  readonly firstMs?: number;
  /** The same, when the person wants it unlocked. */
  readonly unlockMs?: number;
}

type Condition = { readonly state: 'unopened' } | { readonly state: 'open'; readonly key: Buffer } | Failure;

/**
 * Secrets in an encrypted file. It opens when a secret is needed first, which is the one time that the keychain is asked unbidden; if that
 * fails, nothing but `unlock` asks it again. A vault that was made with the keychain is never continued without it.
 */
export class Vault implements AsyncDisposable {
  readonly changed = new Broadcast<VaultStatus>();
  /** A secret was set or removed: its name. */
  readonly secretChanged = new Broadcast<string>();
  readonly #options: VaultOptions;
  readonly #turns = new OneAtATime();
  #content: VaultContent | null = null;
  #condition: Condition = { state: 'unopened' };
  #opening: Promise<void> | null = null;

  private constructor(options: VaultOptions) {
    this.#options = options;
  }

  /** Reads which secrets there are; the keychain isn't asked. For one vault at a time: the lock of the home sees to that. */
  static async open(options: VaultOptions): Promise<Vault> {
    const vault = new Vault(options);
    try {
      await clearUnfinished(options.file);
      vault.#content = await readVaultFile(options.file);
    } catch (error) {
      vault.#condition = failureAfter(error, options.file);
    }
    return vault;
  }

  status(): VaultStatus {
    const protection = this.#content?.protection ?? 'keychain';
    const { state } = this.#condition;
    return {
      protection,
      state: state === 'unopened' ? 'locked' : state,
      message: 'message' in this.#condition ? this.#condition.message : sentences[state === 'open' ? protection : 'unopened'],
      mayStartOver: state === 'broken' || (state === 'locked' && this.#content !== null),
      secrets: this.names().filter(isNamedByPeople).length,
    };
  }

  /** Patchbay's own entries, which have a slash, too. */
  names(): readonly string[] {
    return [...(this.#content?.secrets.keys() ?? [])];
  }

  /** ISO 8601 in UTC; null: there is no such secret. */
  changedAt(name: string): string | null {
    return this.#content?.secrets.get(name)?.changedAt ?? null;
  }

  /**
   * Null: there is no such secret.
   * @throws NamedError `vault_locked` while the vault can't be opened, `secret_missing` where this one was damaged.
   */
  async read(name: string): Promise<string | null> {
    await this.settledStatus();
    const key = this.#openKey();
    const sealed = this.#content?.secrets.get(name);
    if (sealed === undefined) return null;
    const value = unseal(key, name, sealed);
    if (value === null) throw new NamedError('secret_missing', `The secret ${name} is damaged in the vault: set it again.`);
    this.#tell(name, value);
    return value;
  }

  /** On the disk when it resolves. @throws NamedError `vault_locked`, or `internal` where the disk doesn't take it. */
  async write(name: string, value: string): Promise<void> {
    this.#tell(name, value);
    await this.#change(name, (secrets, key) => secrets.set(name, seal(key, name, value, new Date())));
  }

  /** Nothing happens where there is no such secret. Throws as `write` does. */
  async remove(name: string): Promise<void> {
    await this.#change(name, (secrets) => secrets.delete(name));
  }

  /** For a person: asks the keychain again, which may ask for its password, and reads the file again. */
  async unlock(): Promise<VaultStatus> {
    if (this.#condition.state !== 'open') await this.#openWithin(this.#options.unlockMs ?? 60_000);
    return this.status();
  }

  /**
   * For a person whose vault can't be opened any more: begins an empty one, and keeps the old file beside it. Gives the name of that file.
   * @throws NamedError `conflict` where it can be opened, or there is none; `vault_locked` where the new key could go nowhere, `internal`
   * where the disk doesn't take it. Then everything is as it was.
   */
  async startOver(): Promise<string> {
    await this.unlock();
    if (this.#opening !== null) throw new NamedError('vault_locked', sentences.silent);
    const before = await this.#turns.run(async () => {
      // As it is now: somebody else may have begun one, or opened this, meanwhile.
      if (!this.status().mayStartOver) throw new NamedError('conflict', sentences.nothingToStartOver);
      const names = this.names();
      const { opened, kept } = await startOver(this.#options);
      this.#take(opened);
      return { names, kept };
    });
    for (const name of before.names) this.secretChanged.emit(name);
    return before.kept;
  }

  /** What a new listener is told at first; undefined as long as nobody needed the vault. */
  get known(): VaultStatus | undefined {
    return this.#condition.state === 'unopened' ? undefined : this.status();
  }

  /** As it is once the keychain was asked, if that hasn't been done yet. */
  async settledStatus(): Promise<VaultStatus> {
    if (this.#condition.state === 'unopened') await this.#openWithin(this.#options.firstMs ?? 5_000);
    return this.status();
  }

  /** Resolves when nothing is being written any more. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#options.keychain[Symbol.asyncDispose]();
    await this.#turns.run(() => Promise.resolve());
  }

  #openKey(): Buffer {
    if (this.#condition.state === 'open') return this.#condition.key;
    throw new NamedError('vault_locked', this.status().message);
  }

  async #change(name: string, change: (secrets: Map<string, SealedValue>, key: Buffer) => unknown): Promise<void> {
    await this.settledStatus();
    await this.#turns.run(async () => {
      // As it is now: another vault may have been begun meanwhile.
      const key = this.#openKey();
      const content = await this.#onDisk(key);
      const secrets = new Map(content.secrets);
      change(secrets, key);
      await writeVaultFile(this.#options.file, { ...content, secrets }).catch((error: unknown) => {
        throw new NamedError('internal', `The vault could not be written, and is as it was: ${reasonOf(error)}.`, {}, { cause: error });
      });
      this.#content = { ...content, secrets };
    });
    this.changed.emit(this.status());
    this.secretChanged.emit(name);
  }

  /** Anew before every change: what somebody else wrote, or damaged, is never overwritten. */
  async #onDisk(key: Buffer): Promise<VaultContent> {
    const content = await readVaultFile(this.#options.file).catch((error: unknown) => {
      this.#become(failureAfter(error, this.#options.file));
      throw new NamedError('vault_locked', this.status().message, {}, { cause: error });
    });
    if (content !== null && content.keyCheck !== keyCheckOf(key)) {
      this.#become({ state: 'broken', message: sentences.foreign(this.#options.file) });
      throw new NamedError('vault_locked', this.status().message);
    }
    const known = content ?? this.#content;
    if (known === null) throw new Error('An open vault has a content.');
    return known;
  }

  /** An attempt that takes longer goes on, and what comes of it counts; there is never more than one. */
  async #openWithin(limitMs: number): Promise<void> {
    this.#opening ??= this.#turns
      .run(() => openVault(this.#options))
      .then((opening) => this.#take(opening))
      .finally(() => {
        this.#opening = null;
      });
    const late = Promise.withResolvers<'late'>();
    const timer = setTimeout(() => late.resolve('late'), limitMs);
    const outcome = await Promise.race([this.#opening, late.promise]);
    clearTimeout(timer);
    if (outcome === 'late' && this.#condition.state === 'unopened') this.#become({ state: 'locked', message: sentences.silent });
  }

  #take({ content, ...condition }: Opening): void {
    this.#content = content ?? this.#content;
    this.#become(condition);
    if (condition.state !== 'open') return;
    for (const [name, sealed] of this.#content?.secrets ?? []) this.#tell(name, unseal(condition.key, name, sealed));
  }

  #tell(name: string, value: string | null): void {
    if (value !== null && isNamedByPeople(name)) this.#options.seen?.(name, value);
  }

  #become(condition: Condition): void {
    this.#condition = condition;
    this.changed.emit(this.status());
  }
}

/** The others are Patchbay's own. */
export function isNamedByPeople(name: string): boolean {
  return !name.includes('/');
}
