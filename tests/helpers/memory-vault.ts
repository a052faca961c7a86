import { NamedError } from '../../contract/errors.ts';
import type { TokenVault } from '../../main/oauth/token-keeper.ts';

/** A vault that forgets with the process, and can be locked. */
export class MemoryVault implements TokenVault {
  readonly entries = new Map<string, string>();
  isLocked = false;
  /** Thrown by the next write. */
  fault: Error | null = null;
  /** Writes wait for this. */
  pace: Promise<void> = Promise.resolve();

  async read(name: string): Promise<string | null> {
    this.#requireOpen();
    return Promise.resolve(this.entries.get(name) ?? null);
  }

  async write(name: string, value: string): Promise<void> {
    this.#requireOpen();
    const { fault } = this;
    this.fault = null;
    if (fault !== null) throw fault;
    await this.pace;
    this.entries.set(name, value);
  }

  async remove(name: string): Promise<void> {
    this.entries.delete(name);
    return Promise.resolve();
  }

  names(): readonly string[] {
    return [...this.entries.keys()];
  }

  #requireOpen(): void {
    if (this.isLocked) throw new NamedError('vault_locked', 'The vault is locked: unlock it.');
  }
}
