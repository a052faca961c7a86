/**
 * The system's keychain, which may ask the person for a password. It holds nothing but data keys. Implemented in the composition.
 */
export interface Keychain extends AsyncDisposable {
  /** Null: there is no such entry, or the keychain is locked and stays so: not every system tells these apart. @throws KeychainFailure */
  read(account: string): Promise<string | null>;
  /** @throws KeychainFailure */
  write(account: string, value: string): Promise<void>;
}

export class KeychainFailure extends Error {
  override readonly name = 'KeychainFailure';
  /** `locked`: it is there, and doesn't let us in, or doesn't answer. `absent`: there is none that could be used. */
  readonly kind: 'locked' | 'absent';

  constructor(kind: 'locked' | 'absent', message: string) {
    super(message);
    this.kind = kind;
  }
}
