import type { ServerQuestion } from '../../contract/imports.ts';
import { fieldsOf, isJsonRecord, type JsonRecord } from '../lib/json-record.ts';
import { type Piece, textOf, type Value } from './draft.ts';
import { isScalar } from './fields.ts';

/** A value of server.json with what must be asked for it. Null: there is nothing to give. */
export interface ReadInput {
  readonly value: Value | null;
  readonly questions: readonly ServerQuestion[];
}

/** The registry wrote `is_required` until 2025-09, and `isRequired` since. */
export function at(record: JsonRecord, camelCase: string): unknown {
  return record[camelCase] ?? record[camelCase.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)];
}

export function textIn(record: JsonRecord, camelCase: string): string {
  const value = at(record, camelCase);
  return isScalar(value) ? String(value) : '';
}

export function recordsIn(record: JsonRecord, camelCase: string): JsonRecord[] {
  const value = at(record, camelCase);
  return Array.isArray(value) ? value.filter(isJsonRecord) : [];
}

export function isSet(record: JsonRecord, camelCase: string): boolean {
  return textIn(record, camelCase) === 'true';
}

/** @param key what the question about the whole value would be called. */
export function readInput(input: JsonRecord, key: string): ReadInput {
  const given = textIn(input, 'value');
  if (given !== '') return withVariables(given, input);
  const question = questionOf(key, input);
  const repeats = isSet(input, 'isRepeated') ? { each: true as const } : {};
  return {
    value: { pieces: [{ ask: key, ...repeats }], ...(!question.required && { onlyWith: key }) },
    questions: [question],
  };
}

/** `{name}` stands for a variable; one that is not described is text. */
export function withVariables(template: string, input: JsonRecord): ReadInput {
  const variables = fieldsOf(at(input, 'variables'));
  const isSecret = isSet(input, 'isSecret');
  const parts = template
    .split(/(\{[\w.-]{1,128}\})/)
    .filter((part) => part !== '')
    .map((part) => partOf(part, variables, isSecret));
  // What is asked is the secret then, and the rest of the text its frame.
  if (isSecret && parts.every(({ question }) => question === undefined))
    return { value: { pieces: [{ hidden: parts.map(({ piece }) => textOf(piece)).join('') }] }, questions: [] };
  const questions = parts.flatMap(({ question }) => question ?? []);
  const optional = questions.find(({ required, default: given }) => !required && given === null);
  return { value: { pieces: parts.map(({ piece }) => piece), ...(optional && { onlyWith: optional.key }) }, questions };
}

function partOf(part: string, variables: JsonRecord, isSecret: boolean): { readonly piece: Piece; readonly question?: ServerQuestion } {
  const name = /^\{(.+)\}$/.exec(part)?.[1];
  const variable = name === undefined ? undefined : variables[name];
  if (name === undefined || !isJsonRecord(variable)) return { piece: part };
  const fixed = textIn(variable, 'value');
  const question = questionOf(name, variable);
  if (fixed === '') return { piece: { ask: name }, question: { ...question, secret: question.secret || isSecret } };
  return { piece: question.secret ? { hidden: fixed } : fixed };
}

export function questionOf(key: string, input: JsonRecord): ServerQuestion {
  const choices = at(input, 'choices');
  const given = textIn(input, 'default');
  return {
    key,
    label: key,
    description: textIn(input, 'description'),
    secret: isSet(input, 'isSecret'),
    required: isSet(input, 'isRequired'),
    default: given === '' ? null : given,
    choices: Array.isArray(choices) ? choices.filter((choice) => typeof choice === 'string') : [],
  };
}
