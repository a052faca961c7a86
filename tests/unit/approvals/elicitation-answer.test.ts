import { describe, expect, it } from 'vitest';
import type { ElicitationContent, ElicitationField } from '../../../contract/elicitations.ts';
import { NamedError } from '../../../contract/errors.ts';
import { readAnswer } from '../../../main/approvals/elicitation-answer.ts';
import { readFields } from '../../../main/approvals/elicitation-fields.ts';
import type { JsonObject } from '../../../main/wire/frame.ts';
import { jsonText } from '../../../main/wire/json-text.ts';

function fieldsOf(properties: JsonObject, required: string[] = []): ElicitationField[] {
  const { fields, fault } = readFields({ type: 'object', properties, required });
  if (fields === null) throw new Error(fault);
  return fields;
}

function faultsOf(fields: ElicitationField[], content: ElicitationContent): unknown {
  try {
    readAnswer(fields, content);
  } catch (error) {
    if (error instanceof NamedError && error.code === 'invalid_input') return error.data['fields'];
    throw error;
  }
  return null;
}

const pick = { type: 'string', enum: ['a', 'b'] };
const some = { type: 'array', minItems: 1, maxItems: 2, items: { type: 'string', enum: ['a', 'b', 'c'] } };

describe('an answer that doesn’t fit its field', () => {
  const wrong: [string, JsonObject, ElicitationContent[string], string][] = [
    ['is too short', { type: 'string', minLength: 3 }, 'ab', 'At least 3 characters; this has 2.'],
    ['is too long', { type: 'string', maxLength: 1 }, '🙂🙂', 'At most 1 character; this has 2.'],
    ['is no text', { type: 'string' }, true, 'This has to be text.'],
    ['is half a character', { type: 'string' }, '\ud800', 'This has to be text.'],
    [
      'is no e-mail address',
      { type: 'string', format: 'email' },
      'ada at example.org',
      'Write an e-mail address, such as ada@example.org.',
    ],
    ['is no address', { type: 'string', format: 'uri' }, 'example.org', 'Write a whole address, such as https://example.org/page.'],
    ['is no day of the calendar', { type: 'string', format: 'date' }, '2026-02-30', 'Write a date as year-month-day, such as 2026-11-21.'],
    [
      'is a time without a zone',
      { type: 'string', format: 'date-time' },
      '2026-11-21T14:30:00',
      'Write date, time and time zone, such as 2026-11-21T14:30:00+01:00.',
    ],
    ['is no number', { type: 'number' }, '1,5', 'Write a number, such as 12 or 1.5.'],
    ['is no number that JSON has', { type: 'number' }, '1e999', 'Write a number, such as 12 or 1.5.'],
    ['is a number in disguise', { type: 'number' }, '0x10', 'Write a number, such as 12 or 1.5.'],
    ['is not whole', { type: 'integer' }, '1.5', 'Write a whole number, such as 12.'],
    ['is too small', { type: 'integer', minimum: 1 }, '0', 'At least 1.'],
    ['is too big', { type: 'integer', maximum: 10 }, '11', 'At most 10.'],
    ['is neither yes nor no', { type: 'boolean' }, 'true', 'Answer yes or no.'],
    ['was not offered', pick, 'c', 'Choose one of what is offered.'],
    ['has something that was not offered', some, ['a', 'd'], 'Choose from what is offered.'],
    ['says the same twice', some, ['a', 'a'], 'Choose from what is offered.'],
    ['chooses too little', some, [], 'Choose at least 1.'],
    ['chooses too much', some, ['a', 'b', 'c'], 'Choose at most 2.'],
  ];
  it.each(wrong)('because it %s is told so', (_, schema, given, fault) => {
    expect(faultsOf(fieldsOf({ field: schema }), { field: given })).toEqual({ field: fault });
  });

  it('gets one sentence per field, all at once', () => {
    const fields = fieldsOf({ name: { type: 'string' }, pick, age: { type: 'integer' }, note: { type: 'string' } }, [
      'name',
      'pick',
      'age',
    ]);
    expect(faultsOf(fields, { name: '', age: 'old' })).toEqual({
      name: 'Fill this in.',
      pick: 'Choose an answer.',
      age: 'Write a whole number, such as 12.',
    });
  });

  it('is refused where the form has no such field', () => {
    expect(() => readAnswer(fieldsOf({ pick }), { toString: 'x' })).toThrow('The form has no field "toString".');
  });
});

describe('an answer', () => {
  it('goes to the server as it was given, without what was left open', () => {
    const fields = fieldsOf({
      name: { type: 'string', minLength: 2 },
      at: { type: 'string', format: 'date-time' },
      mail: { type: 'string', format: 'email' },
      sure: { type: 'boolean' },
      pick,
      some,
      open: { type: 'string', minLength: 5 },
      unset: { type: 'boolean' },
    });
    const given = {
      name: ' Ada\n',
      at: '2026-11-21T14:30:00.5+01:00',
      mail: 'ada@localhost',
      sure: false,
      pick: 'a',
      some: ['c', 'a'],
      open: '',
    };
    expect(readAnswer(fields, given)).toEqual({ ...given, open: undefined });
    expect(readAnswer(fields, {})).toEqual({});
    expect(readAnswer(fieldsOf({ toString: { type: 'string' }, constructor: pick }), {})).toEqual({});
  });

  it('keeps every digit of a number', () => {
    const fields = fieldsOf({ amount: { type: 'integer', minimum: 0 }, rate: { type: 'number' } });
    expect(jsonText(readAnswer(fields, { amount: ' 12345678901234567890 ', rate: '1.0' }))).toBe(
      '{"amount":12345678901234567890,"rate":1.0}',
    );
  });
});
