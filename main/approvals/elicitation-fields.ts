import { z } from 'zod';
import { type ElicitationField, textFormat } from '../../contract/elicitations.ts';
import type { JsonObject, JsonValue } from '../wire/frame.ts';
import { jsonText, spelledAs } from '../wire/json-text.ts';
import { isObject } from '../wire/parse-frame.ts';
import { readable } from './readable.ts';

/** Bounds of what one form may hold, in characters and in pieces: more is no question but an attempt to drown somebody. */
const longestSchema = 262_144;
const longestName = 200;
const mostFields = 50;
const mostChoices = 500;

const label = z.string().max(1_000);
const description = z.string().max(5_000);
const count = z.number().min(0).optional();
const described = { title: label.optional(), description: description.optional() };
const values = z.array(label).min(1).max(mostChoices);
const titled = z
  .array(z.object({ const: label, title: label }))
  .min(1)
  .max(mostChoices);

const formSchema = z.object({
  type: z.literal('object'),
  properties: z.record(z.string(), z.unknown()),
  required: z.array(z.string()).max(mostFields).default([]),
});
const textSchema = z.object({
  ...described,
  minLength: count,
  maxLength: count,
  format: z.string().optional(),
  default: description.optional(),
});
const numberSchema = z.object({
  ...described,
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  default: z.number().optional(),
});
const yesNoSchema = z.object({ ...described, default: z.boolean().optional() });
const namedChoiceSchema = z.object({ ...described, enum: values, enumNames: values.optional(), default: label.optional() });
const titledChoiceSchema = z.object({ ...described, oneOf: titled, default: label.optional() });
const choicesSchema = z.object({
  ...described,
  minItems: count,
  maxItems: count,
  items: z.union([z.object({ type: z.literal('string'), enum: values }), z.object({ anyOf: titled })]),
  default: z.array(label).max(mostChoices).optional(),
});

/** Words that make a schema more than a flat primitive one. Other words that the protocol doesn't name say nothing to us. */
const unknownToForms = [
  '$ref',
  '$dynamicRef',
  'allOf',
  'anyOf',
  'not',
  'if',
  'const',
  'properties',
  'patternProperties',
  'prefixItems',
  'contains',
];

export type FieldsReading =
  { readonly fields: ElicitationField[]; readonly fault: null } | { readonly fields: null; readonly fault: string };

/** A fault of the schema on its way out of the reader. */
class SchemaFault extends Error {}

/**
 * The fields of a `requestedSchema`: text, number, yes or no, one of several, some of several (MCP 2025-11-25, with SEP-1330 and SEP-1034),
 * in their order. `fault` is a phrase that says why it is none.
 */
export function readFields(schema: JsonValue | undefined): FieldsReading {
  try {
    return { fields: fieldsOf(schema), fault: null };
  } catch (error) {
    if (error instanceof SchemaFault) return { fields: null, fault: error.message };
    throw error;
  }
}

function fieldsOf(schema: JsonValue | undefined): ElicitationField[] {
  if (!isObject(schema) || !isObject(schema['properties'])) throw new SchemaFault('requestedSchema has to be an object with properties');
  if (jsonText(schema).length > longestSchema) throw new SchemaFault(`requestedSchema is longer than ${longestSchema} characters`);
  const { required } = parsed(formSchema, schema, 'requestedSchema');
  const properties = Object.entries(schema['properties']);
  if (properties.length > mostFields) throw new SchemaFault(`requestedSchema has more than ${mostFields} fields`);
  const names = new Set(properties.map(([name]) => name));
  if (!required.every((name) => names.has(name))) throw new SchemaFault('requestedSchema requires a field that it does not have');
  return properties.map(([name, property]) => {
    if (name === '' || name === '__proto__' || name.length > longestName) throw new SchemaFault('a field has a name that no form can have');
    return fieldOf(name, property, required.includes(name));
  });
}

function fieldOf(name: string, schema: JsonValue, required: boolean): ElicitationField {
  const place = `the field "${readable(name)}"`;
  if (!isObject(schema)) throw new SchemaFault(`${place} has no schema`);
  const odd = unknownToForms.find((word) => Object.hasOwn(schema, word));
  if (odd !== undefined) throw new SchemaFault(`${place} uses ${odd}, which a form can't have`);
  const common = {
    name,
    title: readable(typeof schema['title'] === 'string' && schema['title'].trim() !== '' ? schema['title'] : name),
    description: typeof schema['description'] === 'string' ? readable(schema['description']) : null,
    required,
  };
  return { ...common, ...kindOf(schema, place) };
}

type Kind = ElicitationField extends infer Field
  ? Field extends ElicitationField
    ? Omit<Field, 'name' | 'title' | 'description' | 'required'>
    : never
  : never;

function kindOf(schema: JsonObject, place: string): Kind {
  const { type } = schema;
  switch (typeof type === 'string' ? type : '') {
    case 'string':
      if (Object.hasOwn(schema, 'enum')) return namedChoice(schema, place);
      return Object.hasOwn(schema, 'oneOf') ? titledChoice(schema, place) : text(schema, place);
    case 'number':
    case 'integer':
      return number(schema, place);
    case 'boolean':
      return { kind: 'yes-no', initial: parsed(yesNoSchema, schema, place).default ?? null };
    case 'array':
      return someOf(schema, place);
    default:
      throw new SchemaFault(`${place} is neither text, number, boolean nor a choice`);
  }
}

function text(schema: JsonObject, place: string): Kind {
  const { minLength, maxLength, format, default: initial = '' } = parsed(textSchema, schema, place);
  requireRoom(minLength, maxLength, place);
  return {
    kind: 'text',
    format: textFormat.safeParse(format).data ?? null,
    minLength: minLength ?? null,
    maxLength: maxLength ?? null,
    initial,
  };
}

function number(schema: JsonObject, place: string): Kind {
  const { minimum, maximum, default: initial } = parsed(numberSchema, schema, place);
  requireRoom(minimum, maximum, place);
  return {
    kind: 'number',
    isInteger: schema['type'] === 'integer',
    minimum: minimum ?? null,
    maximum: maximum ?? null,
    initial: initial === undefined ? '' : spellingOfDefault(initial, schema),
  };
}

/** A number keeps the digits that it came with. */
function spellingOfDefault(initial: number, schema: JsonObject): string {
  return jsonText(spelledAs({ default: initial }, schema)).slice('{"default":'.length, -1);
}

function namedChoice(schema: JsonObject, place: string): Kind {
  const { enum: options, enumNames = [], default: initial } = parsed(namedChoiceSchema, schema, place);
  return oneOf(
    options.map((value, index) => ({ value, title: enumNames[index] ?? value })),
    initial,
  );
}

function titledChoice(schema: JsonObject, place: string): Kind {
  const { oneOf: options, default: initial } = parsed(titledChoiceSchema, schema, place);
  return oneOf(titledOptions(options), initial);
}

function oneOf(options: readonly Option[], initial: string | undefined): Kind {
  return { kind: 'choice', choices: shownOptions(options), initial: options.find(({ value }) => value === initial)?.value ?? null };
}

function someOf(schema: JsonObject, place: string): Kind {
  const { items, minItems, maxItems, default: initial = [] } = parsed(choicesSchema, schema, place);
  const options = 'enum' in items ? items.enum.map((value) => ({ value, title: value })) : titledOptions(items.anyOf);
  requireRoom(minItems, Math.min(maxItems ?? Infinity, options.length), place);
  return {
    kind: 'choices',
    choices: shownOptions(options),
    minItems: minItems ?? null,
    maxItems: maxItems ?? null,
    initial: [...new Set(initial)].filter((value) => options.some((option) => option.value === value)),
  };
}

interface Option {
  readonly value: string;
  readonly title: string;
}

function titledOptions(options: readonly { readonly const: string; readonly title: string }[]): Option[] {
  return options.map(({ const: value, title }) => ({ value, title }));
}

function shownOptions(options: readonly Option[]): Option[] {
  return options.map(({ value, title }) => ({ value, title: readable(title === '' ? value : title) }));
}

function requireRoom(least: number | undefined, most: number | undefined, place: string): void {
  if (least !== undefined && most !== undefined && least > most)
    throw new SchemaFault(`nothing can be answered in ${place}: its least is above its most`);
}

function parsed<Schema extends z.ZodType>(schema: Schema, value: JsonObject, place: string): z.output<Schema> {
  const read = schema.safeParse(value);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  throw new SchemaFault(`${place}: ${[issue?.path.join('.'), issue?.message].filter(Boolean).join(': ')}`);
}
