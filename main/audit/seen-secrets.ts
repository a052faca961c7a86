import { shortest } from './known-secrets.ts';

/** Of them all; more tokens are not refreshed in the life of one Patchbay but by a program gone wrong. */
const mostSpellings = 4_000;

/** Values that the vault gave out, or took, since Patchbay started: none of them may be written down anywhere, however it is spelled. */
export class SeenSecrets {
  #spellings: readonly string[] = [];

  /** Another list after every new value. */
  get spellings(): readonly string[] {
    return this.#spellings;
  }

  add(value: string): void {
    if (value.length < shortest || this.#spellings.includes(value)) return;
    this.#spellings = [...this.#spellings, ...spellingsOf(value)].slice(-mostSpellings);
  }
}

/** As itself, in an address, in HTTP's basic login and other base64; as JSON escapes it is looked for by whoever reads the list. */
function spellingsOf(value: string): string[] {
  const bytes = Buffer.from(value);
  const spellings = [value, encodeURIComponent(value.toWellFormed()), ...alignments.flatMap((before) => base64After(bytes, before))];
  return [...new Set(spellings)].filter((spelling) => spelling.length >= shortest);
}

/** Base64 looks different after one or two other bytes, as the secret after `name:` in a login does. */
const alignments = [0, 1, 2];

/** Without the characters that depend on what stands before and after it. */
function base64After(bytes: Buffer, before: number): string[] {
  const whole = Buffer.concat([Buffer.alloc(before), bytes]);
  const start = Math.ceil((before * 4) / 3);
  const end = Math.floor((whole.length * 4) / 3);
  return (['base64', 'base64url'] as const).map((encoding) => whole.toString(encoding).slice(start, end));
}
