import { redacted } from './keyed-values.ts';
import { isSecretKey } from './secret-keys.ts';
import { withoutSecrets } from './secret-text.ts';

/** Shorter values stand in too many innocent texts. */
export const shortest = 6;

/**
 * The values that servers are given under a name that sounds like a secret, or that look like one, and those that are secrets whatever
 * they look like. Longest first.
 */
export function knownSecrets(environments: Iterable<Readonly<Record<string, string>>>, secrets: Iterable<string> = []): readonly string[] {
  const values = [...environments].flatMap((environment) =>
    Object.entries(environment)
      .filter(([key, value]) => value.length >= shortest && (isSecretKey(key) || withoutSecrets(value) !== value))
      .map(([, value]) => value),
  );
  const sure = [...secrets].filter((value) => value.length >= shortest);
  return [...new Set([...values, ...sure])].toSorted((a, b) => b.length - a.length);
}

/** The text without these values, as they are and as they stand inside JSON. */
export function withoutKnown(text: string, secrets: readonly string[]): string {
  return secrets.reduce((safe, secret) => {
    if (secret.length > safe.length) return safe;
    const plain = safe.replaceAll(secret, redacted);
    return escapedInJson.test(secret) ? plain.replaceAll(JSON.stringify(secret).slice(1, -1), redacted) : plain;
  }, text);
}

const escapedInJson = /["\\\u0000-\u001f\ud800-\udfff]/;

/** Where the beginning of one of these values stands at the end of the text, which may have been cut there; else the text's length. */
export function beginningAtEnd(text: string, secrets: readonly string[]): number {
  return Math.min(text.length, ...secrets.map((secret) => beginningOf(secret, text)));
}

function beginningOf(secret: string, text: string): number {
  let at = text.length - secret.length;
  do at = text.indexOf(secret.charAt(0), Math.max(0, at + 1));
  while (at !== -1 && !secret.startsWith(text.slice(at)));
  return at === -1 ? text.length : at;
}
