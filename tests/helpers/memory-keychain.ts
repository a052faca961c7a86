import { type Keychain, KeychainFailure } from '../../main/vault/keychain.ts';

/** A keychain that does what a test wants, as the real ones do it: see tests/integration/vault-keychain.test.ts. */
export class MemoryKeychain implements Keychain {
  readonly entries = new Map<string, string>();
  /** How often it was asked, which is how often a person may have been. */
  asked = 0;
  /** `forgetful`: says that it wrote, and didn't. `locked`: gives nothing and takes nothing. `silent`: never answers. */
  mood: 'well' | 'locked' | 'absent' | 'silent' | 'forgetful' = 'well';
  #answering = Promise.withResolvers<void>();

  async read(account: string): Promise<string | null> {
    await this.#beAsked();
    return this.mood === 'locked' ? null : (this.entries.get(account) ?? null);
  }

  async write(account: string, value: string): Promise<void> {
    await this.#beAsked();
    if (this.mood === 'locked') throw new KeychainFailure('locked', 'Cannot create an item in a locked collection');
    if (this.mood !== 'forgetful') this.entries.set(account, value);
  }

  /** The person has typed the password at last. */
  answer(): void {
    this.mood = 'well';
    this.#answering.resolve();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#answering.resolve();
  }

  async #beAsked(): Promise<void> {
    this.asked += 1;
    if (this.mood === 'silent') await this.#answering.promise;
    if (this.mood === 'absent') throw new KeychainFailure('absent', 'Cannot autolaunch D-Bus without X11 $DISPLAY');
  }
}
