import { z } from 'zod';
import { NamedError } from '../../contract/errors.ts';
import type { ElicitationContent, ElicitationField, TextFormat } from '../../contract/elicitations.ts';
import type { JsonObject } from '../wire/frame.ts';
import { readJsonText } from '../wire/read-json.ts';

type Given = ElicitationContent[string];
type FieldOf<Kind extends ElicitationField['kind']> = Extract<ElicitationField, { kind: Kind }>;

/** A fault of one field, as a sentence for the person. */
class FieldFault extends Error {}

/**
 * What the person filled in, as the `content` that the server gets: each value checked against its field, numbers digit for digit as typed.
 * A field that is left open is left out.
 * @throws NamedError `invalid_input`; `data.fields` has a sentence for each field that needs another look.
 */
export function readAnswer(fields: readonly ElicitationField[], content: ElicitationContent): JsonObject {
  const faults: Record<string, string> = {};
  const members: string[] = [];
  for (const field of fields) {
    try {
      const text = jsonOf(field, Object.hasOwn(content, field.name) ? content[field.name] : undefined);
      if (text !== null) members.push(`${JSON.stringify(field.name)}:${text}`);
    } catch (error) {
      if (!(error instanceof FieldFault)) throw error;
      faults[field.name] = error.message;
    }
  }
  const unknown = Object.keys(content).find((name) => !fields.some((field) => field.name === name));
  if (unknown !== undefined) throw new NamedError('invalid_input', `The form has no field "${unknown}".`);
  const [first] = Object.entries(faults);
  if (first !== undefined) throw new NamedError('invalid_input', `${first[0]}: ${first[1]}`, { fields: faults });
  // Members of an object were put together here, so an object is what is read.
  return readJsonText(`{${members.join(',')}}`) as JsonObject;
}

/** The value as JSON text; null where the field is left open. */
function jsonOf(field: ElicitationField, given: Given | undefined): string | null {
  if (given !== undefined && given !== '') return filledIn(field, given);
  if (!field.required) return null;
  throw new FieldFault(field.kind === 'text' || field.kind === 'number' ? 'Fill this in.' : 'Choose an answer.');
}

function filledIn(field: ElicitationField, given: Given): string {
  switch (field.kind) {
    case 'text':
      return JSON.stringify(textOf(field, given));
    case 'number':
      return numberOf(field, given);
    case 'yes-no':
      if (typeof given !== 'boolean') throw new FieldFault('Answer yes or no.');
      return String(given);
    case 'choice':
      if (!field.choices.some(({ value }) => value === given)) throw new FieldFault('Choose one of what is offered.');
      return JSON.stringify(given);
    case 'choices':
      return JSON.stringify(someOf(field, given));
  }
}

function textOf({ minLength, maxLength, format }: FieldOf<'text'>, given: Given): string {
  if (typeof given !== 'string' || !given.isWellFormed()) throw new FieldFault('This has to be text.');
  const length = Array.from(given).length;
  if (minLength !== null && length < minLength) throw new FieldFault(`At least ${counted(minLength, 'character')}; this has ${length}.`);
  if (maxLength !== null && length > maxLength) throw new FieldFault(`At most ${counted(maxLength, 'character')}; this has ${length}.`);
  if (format !== null && !formats[format].fits(given)) throw new FieldFault(formats[format].wanted);
  return given;
}

const formats: Readonly<Record<TextFormat, { readonly wanted: string; fits(text: string): boolean }>> = {
  email: {
    wanted: 'Write an e-mail address, such as ada@example.org.',
    fits: (text) => z.regexes.html5Email.test(text),
  },
  uri: {
    wanted: 'Write a whole address, such as https://example.org/page.',
    fits: (text) => /^[a-z][a-z0-9+.-]*:[\x21-\x7e]+$/i.test(text) && URL.canParse(text),
  },
  date: {
    wanted: 'Write a date as year-month-day, such as 2026-11-21.',
    fits: (text) => z.iso.date().safeParse(text).success,
  },
  'date-time': {
    wanted: 'Write date, time and time zone, such as 2026-11-21T14:30:00+01:00.',
    fits: (text) => /T\d\d:\d\d:\d\d/.test(text) && z.iso.datetime({ offset: true }).safeParse(text).success,
  },
};

const longestNumber = 100;
const numberSpelling = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
const wholeSpelling = /^-?(?:0|[1-9]\d*)$/;

function numberOf({ isInteger, minimum, maximum }: FieldOf<'number'>, given: Given): string {
  const text = typeof given === 'string' ? given.trim() : '';
  if (!isNumber(text, isInteger ? wholeSpelling : numberSpelling))
    throw new FieldFault(isInteger ? 'Write a whole number, such as 12.' : 'Write a number, such as 12 or 1.5.');
  if (minimum !== null && Number(text) < minimum) throw new FieldFault(`At least ${minimum}.`);
  if (maximum !== null && Number(text) > maximum) throw new FieldFault(`At most ${maximum}.`);
  return text;
}

function isNumber(text: string, spelling: RegExp): boolean {
  return text.length <= longestNumber && spelling.test(text) && Number.isFinite(Number(text));
}

function someOf({ choices, minItems, maxItems }: FieldOf<'choices'>, given: Given): readonly string[] {
  if (
    !Array.isArray(given) ||
    !given.every((chosen) => choices.some(({ value }) => value === chosen)) ||
    new Set(given).size < given.length
  )
    throw new FieldFault('Choose from what is offered.');
  if (minItems !== null && given.length < minItems) throw new FieldFault(`Choose at least ${minItems}.`);
  if (maxItems !== null && given.length > maxItems) throw new FieldFault(`Choose at most ${maxItems}.`);
  return given;
}

function counted(count: number, one: string): string {
  return `${count} ${one}${count === 1 ? '' : 's'}`;
}
