import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readElicitation } from '../../../main/approvals/elicitation-request.ts';
import { JsonRpcError } from '../../../main/wire/error-numbers.ts';
import type { JsonObject, JsonValue } from '../../../main/wire/frame.ts';
import { readJsonText } from '../../../main/wire/read-json.ts';
import { isObject } from '../../../main/wire/parse-frame.ts';

function form(properties: JsonObject, more: JsonObject = {}): JsonObject {
  return { message: 'Who are you?', requestedSchema: { type: 'object', properties, ...more } };
}

function refusal(params: JsonObject | undefined): JsonRpcError {
  try {
    readElicitation(params);
  } catch (error) {
    if (error instanceof JsonRpcError) return error;
    throw error;
  }
  throw new Error('It was taken.');
}

function fieldsOf(properties: JsonObject, more: JsonObject = {}) {
  const read = readElicitation(form(properties, more));
  if (read.kind !== 'form') throw new Error('It is no form.');
  return read.fields;
}

const choices = (count: number) => Array.from({ length: count }, (_, index) => `choice ${index}`);

describe('a question that a form can’t be made of', () => {
  const properties: Record<string, JsonObject> = {
    'has a list of objects': { people: { type: 'array', items: { type: 'object', properties: {} } } },
    'has an object in an object': { address: { type: 'object', properties: { street: { type: 'string' } } } },
    'refers to another schema': { name: { type: 'string', $ref: 'https://evil.example/schema' } },
    'takes one of several kinds': { name: { anyOf: [{ type: 'string' }, { type: 'null' }] } },
    'takes several types': { name: { type: ['string', 'null'] } },
    'takes a list of one type': { name: { type: ['string'] } },
    'has a field without a type': { name: {} },
    'has a field that is no schema': { name: true },
    'has a default of another type': { name: { type: 'string', default: 5 } },
    'has a default that is no number': { age: { type: 'integer', default: '5' } },
    'has a choice of numbers': { level: { type: 'string', enum: [1, 2] } },
    'has a choice of nothing': { level: { type: 'string', enum: [] } },
    'has too many choices': { level: { type: 'string', enum: choices(501) } },
    'has too many titled choices': {
      level: { type: 'array', items: { anyOf: choices(501).map((text) => ({ const: text, title: text })) } },
    },
    'has a huge choice': { level: { type: 'string', enum: ['x'.repeat(1_001)] } },
    'has a huge description': { name: { type: 'string', description: 'x'.repeat(5_001) } },
    'can’t be answered (length)': { name: { type: 'string', minLength: 5, maxLength: 4 } },
    'can’t be answered (number)': { age: { type: 'number', minimum: 5, maximum: 4 } },
    'can’t be answered (choices)': { level: { type: 'array', minItems: 3, items: { type: 'string', enum: ['a', 'b'] } } },
    'has a length below nothing': { name: { type: 'string', minLength: -1 } },
    'has a field without a name': { '': { type: 'string' } },
    'has a name that is a trap': readJsonObject('{"__proto__":{"type":"string"}}'),
    'has an endless name': { ['x'.repeat(201)]: { type: 'string' } },
    'has too many fields': Object.fromEntries(choices(51).map((name) => [name, { type: 'boolean' }])),
    'is too long in all': Object.fromEntries(
      choices(50).map((name) => [name, { type: 'string', enum: choices(500).map((text) => text.padEnd(20)) }]),
    ),
  };

  it.each(Object.entries(properties))('because it %s is refused as wrong params', (_, given) => {
    const { code, message } = refusal(form(given));
    expect(code).toBe(-32602);
    expect(message).toMatch(/^The app can't ask the person, and Patchbay's own window can't show this question: .+\.$/);
    expect(message.length).toBeLessThan(600);
  });

  const others: Record<string, JsonObject | undefined> = {
    'nothing at all': undefined,
    'no message': { requestedSchema: { type: 'object', properties: {} } },
    'an endless message': { ...form({}), message: 'x'.repeat(20_001) },
    'no schema': { message: 'Hello' },
    'a schema of a list': { message: 'Hello', requestedSchema: { type: 'array', items: {} } },
    'a mode that nobody knows': { ...form({}), mode: 'hologram' },
    'a required field that is not there': form({}, { required: ['name'] }),
  };
  it.each(Object.entries(others))('because it has %s is refused as wrong params', (_, params) => {
    expect(refusal(params).code).toBe(-32602);
  });
});

describe('whatever a server sends', () => {
  const word = fc.constantFrom('string', 'integer', 'array', 'boolean', 'email', 'a', '', '__proto__', '\u202e');
  const value = fc.oneof(word, fc.jsonValue({ maxDepth: 3 }), fc.array(word), fc.array(fc.record({ const: word, title: word })));
  const words = ['type', 'title', 'description', 'default', 'enum', 'enumNames', 'oneOf', 'items', 'minItems', 'maximum', 'format', '$ref'];
  const schema = fc.dictionary(fc.constantFrom(...words), value);

  it('is a form within its bounds, or refused as wrong params', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.oneof(schema, value)), (properties) => {
        // What fast-check makes of these is JSON.
        const params = form(properties as JsonObject);
        try {
          const read = readElicitation(params);
          expect(read.kind === 'form' && read.fields.length).toBe(Object.keys(properties).length);
        } catch (error) {
          expect(error).toBeInstanceOf(JsonRpcError);
          expect(error).toMatchObject({ code: -32602 });
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('a form', () => {
  it('may have every kind of field that the protocol names, with titles, defaults and limits', () => {
    const fields = fieldsOf(
      {
        name: { type: 'string', title: 'Your name', description: 'As on the door', minLength: 1, maxLength: 50, default: 'Ada' },
        mail: { type: 'string', format: 'email' },
        age: { type: 'integer', minimum: 0, maximum: 150, default: 36 },
        ratio: { type: 'number' },
        news: { type: 'boolean', default: true },
        plain: { type: 'string', enum: ['a', 'b'], default: 'b' },
        named: { type: 'string', enum: ['a', 'b'], enumNames: ['Apple'] },
        titled: { type: 'string', oneOf: [{ const: '#f00', title: 'Red' }] },
        some: { type: 'array', minItems: 1, maxItems: 2, items: { type: 'string', enum: ['a', 'b'] }, default: ['a', 'gone', 'a'] },
        titledSome: { type: 'array', items: { anyOf: [{ const: '#f00', title: 'Red' }] } },
      },
      { required: ['name', 'news'] },
    );
    expect(fields.map(({ kind, initial, required }) => [kind, initial, required])).toEqual([
      ['text', 'Ada', true],
      ['text', '', false],
      ['number', '36', false],
      ['number', '', false],
      ['yes-no', true, true],
      ['choice', 'b', false],
      ['choice', null, false],
      ['choice', null, false],
      ['choices', ['a'], false],
      ['choices', [], false],
    ]);
    expect(fields[0]).toMatchObject({ title: 'Your name', description: 'As on the door', minLength: 1, maxLength: 50, format: null });
    expect(fields[1]).toMatchObject({ title: 'mail', format: 'email' });
    expect(fields[6]).toMatchObject({
      choices: [
        { value: 'a', title: 'Apple' },
        { value: 'b', title: 'b' },
      ],
    });
    expect(fields[7]).toMatchObject({ choices: [{ value: '#f00', title: 'Red' }] });
    expect(fields[8]).toMatchObject({ minItems: 1, maxItems: 2 });
  });

  it('keeps every digit of a default', () => {
    const schema = '{"type":"object","properties":{"amount":{"type":"integer","default":12345678901234567890}}}';
    const read = readElicitation(readJsonObject(`{"message":"How much?","requestedSchema":${schema}}`));
    expect(read).toMatchObject({ fields: [{ initial: '12345678901234567890' }] });
  });

  it('shows what is hidden in its texts, and gives values back as they were', () => {
    const [field] = fieldsOf({ pick: { type: 'string', title: 'Pi\u202eck', description: '\u200b', enum: ['sa\u200bfe'] } });
    expect(field).toMatchObject({ title: 'Pi\\u{202E}ck', description: '\\u{200B}' });
    expect(field).toMatchObject({ choices: [{ value: 'sa\u200bfe', title: 'sa\\u{200B}fe' }] });
    expect(readElicitation({ ...form({}), message: 'safe\u202e' }).message).toBe('safe\\u{202E}');
  });
});

describe('a page to go to', () => {
  it.each([
    'http://example.org/',
    'javascript:alert(1)',
    'data:text/html,hi',
    'file:///etc/passwd',
    'ssh://example.org',
    'https://bank.example@evil.example/',
    'https://:pass@evil.example/',
    'http://127.0.0.1.evil.example/',
    'http://localhost.evil.example/',
    'https://',
    '/relative',
    `https://example.org/${'x'.repeat(8_200)}`,
  ])('is refused at %s', (url) => {
    expect(refusal({ mode: 'url', message: 'Log in', url, elicitationId: '1' }).code).toBe(-32602);
  });

  it.each([
    ['https://Example.org:443/a?b=c#d', 'https://example.org/a?b=c#d', 'example.org'],
    ['https://bücher.example:8443', 'https://xn--bcher-kva.example:8443/', 'xn--bcher-kva.example:8443'],
    ['http://0x7f.1:8080/cb', 'http://127.0.0.1:8080/cb', '127.0.0.1:8080'],
    ['http://[::1]:80/', 'http://[::1]/', '[::1]'],
    ['https://a.example/\u202etxt', 'https://a.example/%E2%80%AEtxt', 'a.example'],
  ])('at %s is shown as %s', (url, address, host) => {
    expect(readElicitation({ mode: 'url', message: 'Log in', url })).toEqual({
      kind: 'page',
      message: 'Log in',
      address,
      host,
      elicitationId: null,
    });
  });
});

function readJsonObject(text: string): JsonObject {
  const value: JsonValue | undefined = readJsonText(text);
  if (!isObject(value)) throw new Error('It is no object.');
  return value;
}
