import { beginningAtEnd, shortest } from './known-secrets.ts';
import { redacted } from './keyed-values.ts';

/** Takes secrets out of bytes that come in pieces, also where a cut goes through one. Bytes that could be the beginning of one wait for the next piece. */
export class SecretStream {
  readonly #secrets: () => readonly string[];
  #known: readonly string[] = [];
  #spelled: readonly string[] = [];
  /** As Latin-1: one character is one byte, and no character is cut. */
  #waiting = '';

  constructor(secrets: () => readonly string[]) {
    this.#secrets = secrets;
  }

  pass(chunk: Buffer): Buffer {
    const secrets = this.#bytesOfSecrets();
    const text = secrets.reduce((safe, secret) => safe.replaceAll(secret, redacted), this.#waiting + chunk.toString('latin1'));
    const end = beginningAtEnd(text, secrets);
    this.#waiting = text.slice(end);
    return Buffer.from(text.slice(0, end), 'latin1');
  }

  /** What still waits, when nothing comes any more: it begins as a secret does. */
  end(): Buffer {
    const rest = this.#waiting.length >= shortest ? redacted : this.#waiting;
    this.#waiting = '';
    return Buffer.from(rest, 'latin1');
  }

  #bytesOfSecrets(): readonly string[] {
    const secrets = this.#secrets();
    if (secrets !== this.#known) {
      this.#known = secrets;
      const spelled = secrets.flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1)]);
      this.#spelled = [...new Set(spelled)].map((secret) => Buffer.from(secret).toString('latin1'));
    }
    return this.#spelled;
  }
}
