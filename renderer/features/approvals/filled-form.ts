import type { ElicitationContent, ElicitationField } from '../../../contract/elicitations.ts';

/** What stands in the fields, by their place: names may be anything. Null: yes or no hasn't been chosen. */
export type FieldValue = string | boolean | readonly string[] | null;

export function initialValues(fields: readonly ElicitationField[]): readonly FieldValue[] {
  return fields.map(({ initial }) => initial);
}

/** The answer: a field that is left open isn't in it. A list that has to be there is sent empty. */
export function contentOf(fields: readonly ElicitationField[], values: readonly FieldValue[]): ElicitationContent {
  const entries = fields.flatMap(({ name, required }, index): [string, string | boolean | string[]][] => {
    const value = values[index] ?? null;
    if (value === null || value === '') return [];
    if (typeof value !== 'object') return [[name, value]];
    return value.length > 0 || required ? [[name, [...value]]] : [];
  });
  return Object.fromEntries(entries);
}

/** The limits of a field, as a sentence for its hint; null where it has none. */
export function limitsOf(field: ElicitationField): string | null {
  switch (field.kind) {
    case 'text':
      return counts(field.minLength, field.maxLength, 'character');
    case 'number':
      return (
        [field.isInteger ? 'a whole number' : null, range(field.minimum, field.maximum)].filter((part) => part !== null).join(', ') || null
      );
    case 'choices':
      return counts(field.minItems, field.maxItems, 'choice');
    case 'yes-no':
    case 'choice':
      return null;
  }
}

/** "2 to 80 characters". At least none is no limit. */
function counts(least: number | null, most: number | null, one: string): string | null {
  const limits = range(least === 0 ? null : least, most);
  return limits === null ? null : `${limits} ${one}${(most ?? least) === 1 ? '' : 's'}`;
}

function range(least: number | null, most: number | null): string | null {
  if (least !== null && most !== null) return least === most ? `exactly ${most}` : `${least} to ${most}`;
  if (least !== null) return `at least ${least}`;
  return most === null ? null : `at most ${most}`;
}
