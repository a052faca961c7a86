import { NamedError } from '../../contract/errors.ts';
import type { ServerQuestion } from '../../contract/imports.ts';
import type { TextOrSecret } from '../../contract/vault.ts';
import type { NewServer } from '../settings/edit-yaml.ts';
import { type Draft, type Piece, type Place, type Target, type Value, valuesOf } from './draft.ts';

export interface SecretNeeded {
  readonly place: Place;
  readonly value: string;
}

type Filled = string | { readonly hidden: string };

/**
 * @param nameOf of the vault's entry for a secret.
 * @throws NamedError `invalid_input` for a question that needs an answer and has none, or another answer than those to choose from.
 */
export function fillIn(draft: Draft, answers: Readonly<Record<string, string>>, nameOf: (needed: SecretNeeded) => string): NewServer {
  const given = answersFor(draft, answers);
  const text = (value: Value, place: Place): TextOrSecret[] =>
    filled(value, given, draft).map((parts) => textOrSecret(parts, place, nameOf));
  return entryOf(draft.target, text);
}

/** Every secret that `fillIn` will ask a name for. Throws as it does. */
export function secretsNeeded(draft: Draft, answers: Readonly<Record<string, string>>): SecretNeeded[] {
  const given = answersFor(draft, answers);
  return valuesOf(draft).flatMap(({ value, place }) =>
    filled(value, given, draft).flatMap((parts) => {
      const secret = secretIn(parts, place);
      return secret === null ? [] : [{ place, value: secret.value }];
    }),
  );
}

/** The secrets that were found in it, before anything is answered. */
export function hiddenSecrets(draft: Draft): SecretNeeded[] {
  return valuesOf(draft).flatMap(({ value, place }) => {
    const secret = secretIn(
      value.pieces.map((piece) => (typeof piece === 'object' && 'ask' in piece ? '' : piece)),
      place,
    );
    return secret === null ? [] : [{ place, value: secret.value }];
  });
}

function answersFor(draft: Draft, answers: Readonly<Record<string, string>>): ReadonlyMap<string, string> {
  const given = new Map<string, string>();
  for (const question of draft.questions) {
    const answer = Object.hasOwn(answers, question.key) ? (answers[question.key] ?? '') : '';
    const counted = answer === '' ? (question.default ?? '') : answer;
    refuseAnswer(counted, question);
    if (counted !== '') given.set(question.key, counted);
  }
  return given;
}

function refuseAnswer(answer: string, { key, label, required, choices }: ServerQuestion): void {
  if (answer === '' && required) throw new NamedError('invalid_input', `“${label}” is missing: fill it in.`, { question: key });
  if (answer !== '' && choices.length > 0 && !choices.includes(answer))
    throw new NamedError('invalid_input', `“${label}” must be one of ${choices.join(', ')}.`, { question: key });
}

/** What the value becomes: mostly one, several where an answer has a line for each, none where it has no answer. */
function filled({ pieces, onlyWith }: Value, answers: ReadonlyMap<string, string>, draft: Draft): Filled[][] {
  if (onlyWith !== undefined && !answers.has(onlyWith)) return [];
  const [first] = pieces;
  if (pieces.length === 1 && typeof first === 'object' && 'ask' in first && first.each === true) {
    return (answers.get(first.ask) ?? '')
      .split(/\r?\n/)
      .map((line) => line.trim())
      .filter((line) => line !== '')
      .map((line) => [line]);
  }
  const parts = pieces.map((piece) => answered(piece, answers, draft));
  return parts.includes(null) ? [] : [parts.filter((part) => part !== null)];
}

function answered(piece: Piece, answers: ReadonlyMap<string, string>, { questions }: Draft): Filled | null {
  if (typeof piece === 'string' || 'hidden' in piece) return piece;
  const answer = answers.get(piece.ask);
  if (answer === undefined) return null;
  return questions.some(({ key, secret }) => secret && key === piece.ask) ? { hidden: answer } : answer;
}

function textOrSecret(parts: readonly Filled[], place: Place, nameOf: (needed: SecretNeeded) => string): TextOrSecret {
  const secret = secretIn(parts, place);
  if (secret === null) return textOf(parts);
  const { value, prefix, suffix } = secret;
  return { secret: nameOf({ place, value }), ...(prefix !== '' && { prefix }), ...(suffix !== '' && { suffix }) };
}

/** A value names one secret: two in one value become one, with what stands between them. Programs and folders are no secrets. */
function secretIn(
  parts: readonly Filled[],
  { kind }: Place,
): { readonly value: string; readonly prefix: string; readonly suffix: string } | null {
  if (kind === 'command' || kind === 'folder') return null;
  const first = parts.findIndex((part) => typeof part !== 'string');
  const last = parts.findLastIndex((part) => typeof part !== 'string');
  if (first < 0) return null;
  return { value: textOf(parts.slice(first, last + 1)), prefix: textOf(parts.slice(0, first)), suffix: textOf(parts.slice(last + 1)) };
}

function textOf(parts: readonly Filled[]): string {
  return parts.map((part) => (typeof part === 'string' ? part : part.hidden)).join('');
}

type Texts = (value: Value, place: Place) => TextOrSecret[];

function entryOf(target: Target, texts: Texts): NewServer {
  const plainOf = (value: Value): string[] => texts(value, { kind: 'folder', key: '' }).filter((text) => typeof text === 'string');
  if (target.kind === 'builtin') return { builtin: target.builtin, roots: target.roots.flatMap(plainOf) };
  if (target.kind === 'http') {
    const [url] = texts(target.url, { kind: 'address', key: 'url' });
    return { url, headers: sectionOf(target.headers, 'header', texts) };
  }
  const [cwd] = target.cwd === null ? [] : plainOf(target.cwd);
  const draftArgs = valuesOf({ name: '', title: '', summary: '', questions: [], signsIn: false, warnings: [], target });
  return {
    command: plainOf(target.command)[0],
    args: draftArgs.filter(({ place }) => place.kind === 'argument').flatMap(({ value, place }) => texts(value, place)),
    env: sectionOf(target.env, 'variable', texts),
    ...(cwd !== undefined && { cwd }),
  };
}

function sectionOf(values: ReadonlyMap<string, Value>, kind: Place['kind'], texts: Texts): Record<string, TextOrSecret> {
  return Object.fromEntries([...values].flatMap(([key, value]) => texts(value, { kind, key }).map((text) => [key, text])));
}
