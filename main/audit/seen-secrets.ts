import { shortest } from './known-secrets.ts';

/** Of one secret, newest first: what it was before may still be written somewhere. More is a token that is renewed every hour. */
const mostOfOne = 6;
/** Of one value: no key has more. */
const mostLines = 64;
/** Shorter lines, and those with words in them, stand in innocent texts. */
const tellingLine = /^(?!-----)\S{20,}$/;

interface Seen {
  readonly value: string;
  readonly spellings: readonly string[];
}

/** Values that the vault holds, or took, since it was opened: none of them may be written down anywhere, however it is spelled. */
export class SeenSecrets {
  readonly #byName = new Map<string, readonly Seen[]>();
  /** Null: to be made when somebody asks. A vault that is opened adds all that it holds. */
  #spellings: readonly string[] | null = [];

  /** Another list after every new value. */
  get spellings(): readonly string[] {
    this.#spellings ??= [...new Set([...this.#byName.values()].flat().flatMap(({ spellings }) => spellings))];
    return this.#spellings;
  }

  /** `name`: the secret's. What is renewed often pushes out what it was before itself, and no other secret. */
  add(name: string, value: string): void {
    const before = this.#byName.get(name) ?? [];
    if (value.length < shortest || before.some((seen) => seen.value === value)) return;
    this.#byName.set(name, [{ value, spellings: spellingsOf(value) }, ...before].slice(0, mostOfOne));
    this.#spellings = null;
  }
}

/** As itself, in addresses and forms, in HTTP's basic login and other base64; as JSON escapes it is looked for by whoever reads the list. */
function spellingsOf(value: string): string[] {
  // Who uses a key takes it without the line's end that an editor put behind it.
  const key = value.trim();
  const bytes = Buffer.from(key);
  const spellings = [
    value,
    key,
    ...linesOf(key),
    encodeURIComponent(key.toWellFormed()),
    new URLSearchParams([['', key]]).toString().slice(1),
    ...otherJson(key),
    ...alignments.flatMap((before) => base64After(bytes, before)),
  ];
  return [...new Set(spellings)].filter((spelling) => spelling.length >= shortest);
}

/** Whoever complains about a key of several lines cites one of them. */
function linesOf(key: string): string[] {
  const lines = key.split(/[\r\n]+/).map((line) => line.trim());
  return lines.length === 1 ? [] : lines.filter((line) => tellingLine.test(line)).slice(0, mostLines);
}

/** As languages write JSON that escape more than ours does: whatever is not ASCII (Python), or each slash (PHP). */
function otherJson(key: string): string[] {
  const json = JSON.stringify(key).slice(1, -1);
  const ascii = json.replace(/[^\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
  return [ascii, json.replaceAll('/', '\\/'), ascii.replaceAll('/', '\\/')];
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
