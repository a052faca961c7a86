import { isCount, redacted } from '../audit/keyed-values.ts';
import { isSecretKey } from '../audit/secret-keys.ts';
import { withoutSecrets } from '../audit/secret-text.ts';
import { type Draft, type Hidden, type Piece, type Place, type Value, withValues } from './draft.ts';
import { couldAct, whatRuns } from './what-runs.ts';

/** Whether a value under this name is a secret: where a server is described, a key is nearly always one. */
export function soundsSecret(key: string): boolean {
  return isSecretKey(key) || /(?:^|[a-z0-9_-])key$|(?:^|[_-])(?:auth|pass)$/i.test(key);
}

/** Whether a text holds what looks like a secret, whatever it is called. */
export function holdsSecret(text: string): boolean {
  return withoutSecrets(text) !== text || looksRandom(text);
}

/** The draft with every secret that stands in it hidden. What runs, and where, is never one: it must be shown. */
export function withHiddenSecrets(draft: Draft): Draft {
  const runs = whatRuns(draft);
  return withValues(draft, (value, place) => {
    if (place.kind === 'command' || place.kind === 'folder') return value;
    if (runs.get(value) === 'named') return hideInName(value);
    return runs.get(value) === 'code' ? hideInCode(value) : hide(value, place);
  });
}

/** Of a package that lies at an address: who fetches it, and what its query says. */
function hideInName(value: Value): Value {
  const pieces = value.pieces.flatMap((piece): Piece[] => {
    const [, lead, login, rest = '', query = ''] =
      typeof piece === 'string' ? (/^([^/]{0,128}:\/\/)(?:([^/?#\\]*)@)?([^?]*)(\?[^]*)?$/.exec(piece) ?? []) : [];
    if (lead === undefined) return [piece];
    const start = login === undefined ? [lead] : [lead, ...hiddenPiece(login), '@'];
    return mergedTexts([...start, rest, ...(query === '' ? [] : addressPieces(query))]);
  });
  return { ...value, pieces };
}

/** Only keys: what poses as one and could do something stays to be seen. */
function hideInCode(value: Value): Value {
  const pieces = value.pieces.flatMap((piece): Piece[] => (typeof piece === 'string' ? codePieces(piece) : [piece]));
  return { ...value, pieces };
}

function codePieces(text: string): Piece[] {
  const spans = allSpansIn(text) ?? [text];
  return mergedTexts(spans.map((span) => (typeof span !== 'string' && couldAct(span.hidden) ? span.hidden : span)));
}

function hide(value: Value, place: Place): Value {
  const isWhole = value.pieces.length === 1;
  const pieces = value.pieces.flatMap((piece) =>
    typeof piece === 'string' ? piecesOf(piece, isWhole ? place : { ...place, key: '' }) : [piece],
  );
  return { ...value, pieces: pieces.length === 0 ? [''] : pieces };
}

function piecesOf(text: string, place: Place): Piece[] {
  const [lead, rest] = leadOf(text, place);
  if (place.kind === 'address') return addressPieces(text);
  if (isSecretFor(place, rest)) return [...textPiece(lead), ...schemePieces(rest)];
  const spans = place.kind === 'argument' && withoutSecrets(rest) !== rest ? (allSpansIn(rest) ?? [{ hidden: rest }]) : spansIn(rest);
  if (spans !== null && !spans.every((span) => typeof span === 'string' || /^(?:Bearer|Basic|Token)\s*$/i.test(span.hidden)))
    return [...textPiece(lead), ...spans];
  return looksRandom(rest) ? [...textPiece(lead), { hidden: rest }] : textPiece(text);
}

/** `--token=` and `Authorization: ` say what follows; it isn't part of the secret. */
function leadOf(text: string, place: Place): readonly [string, string] {
  if (place.kind !== 'argument' || place.key === '') return ['', text];
  const lead = /^(?:-{0,2}[A-Za-z][\w.-]{0,127}=|[A-Za-z][\w-]{0,127}:\s{0,4})/.exec(text)?.[0] ?? '';
  return [lead, text.slice(lead.length)];
}

function isSecretFor({ kind, key }: Place, text: string): boolean {
  if (key === '' || text === '' || /^(?:true|false|null|none)$/i.test(text) || isCount(key, text) || isPath(text)) return false;
  if (kind === 'header') return soundsSecret(key) || /(?:^|-)(?:key|token|auth|secret|signature)(?:$|-)/i.test(key);
  return soundsSecret(key) && (!text.includes('://') || spansIn(text) === null);
}

/** `Bearer abc`: the word before it may be seen. */
function schemePieces(text: string): Piece[] {
  const scheme = /^(?:Bearer|Basic|Token|Bot|Key|ApiKey|OAuth)\s{1,4}(?=\S)/i.exec(text)?.[0] ?? '';
  return [...textPiece(scheme), { hidden: text.slice(scheme.length) }];
}

/** What the log's detectors would take out of this text; all of it where that is more than one thing. Null: nothing. */
function spansIn(text: string): (string | Hidden)[] | null {
  if (withoutSecrets(text) === text) return null;
  const spans = allSpansIn(text);
  return spans === null || text.includes(redacted) || spans.filter((span) => typeof span !== 'string').length > 1
    ? [{ hidden: text }]
    : spans;
}

/** Each thing that the log's detectors would take out of this text. Null: they make another text of it. */
function allSpansIn(text: string): (string | Hidden)[] | null {
  const [first = '', ...rest] = withoutSecrets(text).split(redacted);
  const last = rest.pop();
  if (last === undefined) return text === first ? textPiece(text) : null;
  const spans: (string | Hidden)[] = textPiece(first);
  let at = first.length;
  for (const between of rest) {
    const found = text.indexOf(between, at);
    if (found < 0) return null;
    spans.push(...hiddenPiece(text.slice(at, found)), ...textPiece(between));
    at = found + between.length;
  }
  const end = text.length - last.length;
  if (!text.startsWith(first) || !text.endsWith(last) || end < at) return null;
  return [...spans, ...hiddenPiece(text.slice(at, end)), ...textPiece(last)];
}

/** As programs read it, which take a backslash for a slash. */
const webHost = /^([a-z][a-z0-9+.-]*:\/\/)(?:([^/?#\\]*)@)?([^/?#\\]*)/i;

/** Keys hide in the login, the query and the path of an address; its host is where everything goes, and must be shown. */
function addressPieces(text: string): Piece[] {
  const [lead = '', scheme = '', login, host = ''] = webHost.exec(text) ?? [];
  const before: Piece[] = login === undefined ? [lead] : [scheme, ...hiddenPiece(login), `@${host}`];
  const parts = text.slice(lead.length).split(/(?<=[/?&#=])|(?=[/?&#=])/);
  const isHidden = (part: string, index: number) =>
    part.length > 1 && (looksRandom(part) || isQuerySecret(parts[index - 2] ?? '', parts[index - 1] ?? '', part) || spansIn(part) !== null);
  return mergedTexts([...before, ...parts.map((part, index) => (isHidden(part, index) ? { hidden: part } : part))]);
}

function isQuerySecret(key: string, sign: string, value: string): boolean {
  return sign === '=' && (soundsSecret(key) || /^(?:key|code|sig|signature|auth)$/i.test(key)) && value.length > 3;
}

function mergedTexts(pieces: readonly Piece[]): Piece[] {
  const made: Piece[] = [];
  for (const part of pieces) {
    const last = made.at(-1);
    if (typeof part === 'string' && typeof last === 'string') made.splice(-1, 1, last + part);
    else made.push(part);
  }
  return made;
}

function textPiece(text: string): string[] {
  return text === '' ? [] : [text];
}

function hiddenPiece(text: string): Hidden[] {
  return text === '' ? [] : [{ hidden: text }];
}

function isPath(text: string): boolean {
  return (
    /^(?:~[\\/]|\.{1,2}[\\/]|[A-Za-z]:[\\/]|\/(?:home|Users|etc|var|opt|usr|tmp|run|mnt|root|app|data|srv|private)\/)/.test(text) ||
    /^\/[\w./ -]+\.\w{1,8}$/.test(text)
  );
}

/** Bits per character from which a text is more likely drawn than written; English stays below. */
const drawnBits = 3.3;

/** One word of letters and digits, without a pattern that names have. */
function looksRandom(text: string): boolean {
  if (text.length < 20 || text.length > 4096 || !/^[A-Za-z0-9_+/=.~-]+$/.test(text)) return false;
  if (!/\d/.test(text) || !/[A-Za-z]/.test(text) || isPath(text) || isOrdinary(text)) return false;
  return entropy(text) >= drawnBits || /^[0-9a-f]{32,}$/i.test(text);
}

/** Packages, versions, dates, hosts and words with hyphens. */
function isOrdinary(text: string): boolean {
  const parts = text.split(/[-_./=+~]+/).filter((part) => part !== '');
  return parts.every((part) => part.length < 16 && (/^[A-Za-z]+\d{0,4}$/.test(part) || /^v?\d{1,8}[a-z]{0,2}\d{0,3}$/i.test(part)));
}

function entropy(text: string): number {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  return [...counts.values()].reduce((bits, count) => bits - (count / text.length) * Math.log2(count / text.length), 0);
}
