import { isSecretKey } from './secret-keys.ts';

export const redacted = '[redacted]';

/** How a key leads to its value in a text. */
interface KeyedPattern {
  /** Up to the value, with the key as group `key`. */
  readonly lead: RegExp;
  /** The value itself, from where the lead ends; `opening` is the lead's group of that name. */
  readonly value: (opening: string) => RegExp;
  readonly accepts: (key: string, value: string) => boolean;
}

/** Takes out the values whose keys say that they are secret. The value is only looked for once the key is one: no quadratic scan. */
export function withoutKeyedSecrets(text: string): string {
  return patterns.reduce(hideValues, text);
}

function hideValues(text: string, pattern: KeyedPattern): string {
  // Nearly every text has none, and a search takes less time than to make an expression.
  if (text.search(pattern.lead) < 0) return text;
  const search = new RegExp(pattern.lead);
  let kept = '';
  let done = 0;
  for (let lead = search.exec(text); lead !== null; lead = search.exec(text)) {
    const start = search.lastIndex;
    const end = endOfSecret(text, start, lead.groups ?? {}, pattern);
    if (end === null) continue;
    kept += text.slice(done, start) + redacted;
    done = end;
    search.lastIndex = end;
  }
  return kept + text.slice(done);
}

function endOfSecret(text: string, start: number, groups: Readonly<Record<string, string>>, pattern: KeyedPattern): number | null {
  const key = groups['key'] ?? '';
  if (!isSecretKey(key)) return null;
  const search = pattern.value(groups['opening'] ?? '');
  search.lastIndex = start;
  const value = search.exec(text)?.[0] ?? '';
  return value !== '' && !isCount(key, value) && pattern.accepts(key, value) ? start + value.length : null;
}

/** `max_tokens=4000`, `tokens: 812`: a number of tokens is no secret. */
export function isCount(key: string, value: string): boolean {
  return /tokens$/i.test(key) && /^\d+(?:\.\d+)?$/.test(value);
}

const anything = () => true;

/** `"password": "…"`, `'token' => '…'`, also where the closing quote is missing. */
const quoted: KeyedPattern = {
  lead: /(["'])(?<key>[\w.\- ]{1,64})\1\s{0,8}(?::|=>?)\s{0,8}(?<opening>["'])/g,
  value: (opening) => (opening === '"' ? /(?:[^"\\]|\\[\s\S])*/y : /(?:[^'\\]|\\[\s\S])*/y),
  accepts: anything,
};

/** JSON inside a JSON string: `\"password\":\"…\"`. */
const escaped: KeyedPattern = {
  lead: /\\{1,7}"(?<key>[\w.\- ]{1,64})\\{1,7}"\s{0,8}:\s{0,8}\\{1,7}"/g,
  value: () => /[\s\S]*?(?=\\{1,7}"\s{0,8}(?:[,}\]\\]|$)|$)/y,
  accepts: anything,
};

/** `"name": "Authorization", "value": "…"`. */
const paired: KeyedPattern = {
  lead: /["'](?:name|key|header|field)["']\s{0,8}:\s{0,8}["'](?<key>[\w.\- ]{1,64})["']\s{0,8},\s{0,8}["'](?:value|val|content)["']\s{0,8}:\s{0,8}(?<opening>["'])/gi,
  value: quoted.value,
  accepts: anything,
};

/** `"pin": 1234`. */
const bare: KeyedPattern = {
  lead: /(["'])(?<key>[\w.\- ]{1,64})\1\s{0,8}:\s{0,8}/g,
  value: () => /[^\s"'\\,{}[\]]+/y,
  accepts: (_key, value) => !/^(?:null|none|true|false)$/i.test(value),
};

/** `TOKEN=…`, `--token=…`, `?api_key=…`, `Password = "…"`. */
const assigned: KeyedPattern = {
  lead: /(?<![\w.-])(?<key>[\w.-]{1,128})\s?=\s?/g,
  value: () => /"[^"]*"?|'[^']*'?|[^\s&;"'`<>]+/y,
  accepts: anything,
};

/** `token: …` in prose: only what looks like a secret, so that "unexpected token: abc" stays readable. */
const labelled: KeyedPattern = {
  lead: /(?<![\w.-])(?<key>(?:(?:api|access|private|secret) )?[\w.-]{2,128}):\s{0,8}/gi,
  value: () => /[^\s"'`<>,]{4,}/y,
  accepts: looksSecret,
};

/** `--password …`. */
const flagged: KeyedPattern = {
  lead: /(?<!\S)(?<key>--?[A-Za-z][\w-]{0,63})\s{1,4}/g,
  value: () => /"[^"]*"?|'[^']*'?|[^\s-]\S*/y,
  accepts: anything,
};

/** "The password is …". */
const told: KeyedPattern = {
  lead: /\b(?<key>password|passphrase|passcode|secret|token|api key|pin) (?:is|was) ["'`]?/gi,
  value: () => /[^\s"'`]{4,}/y,
  accepts: (_key, value) => /\d/.test(value),
};

const patterns: readonly KeyedPattern[] = [paired, quoted, escaped, bare, assigned, labelled, flagged, told];

const prose = new Set(
  'must should required invalid incorrect missing expired null none undefined string true false optional please enter your cannot wrong empty unknown this that with'.split(
    ' ',
  ),
);

function looksSecret(key: string, value: string): boolean {
  if (prose.has(value.toLowerCase())) return false;
  return /token/i.test(key) ? value.length >= 8 && (/\d/.test(value) || value.length >= 20) : true;
}
