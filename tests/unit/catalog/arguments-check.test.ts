import { describe, expect, it } from 'vitest';
import { ArgumentsCheck } from '../../../main/catalog/arguments-check.ts';
import type { CatalogTool } from '../../../main/catalog/tool.ts';
import type { JsonObject, JsonValue } from '../../../main/wire/frame.ts';
import { thinkingTime } from '../../helpers/thinking-time.ts';

function toolWith(inputSchema: JsonValue, hash = JSON.stringify(inputSchema)): CatalogTool {
  return { server: 's', qualifiedName: 's.t', definition: { name: 't', inputSchema }, hash, tokens: 1 };
}

function check(inputSchema: JsonValue, given: JsonObject): string | null {
  return new ArgumentsCheck().check(toolWith(inputSchema), given);
}

const schema = {
  type: 'object',
  properties: {
    path: { type: 'string' },
    count: { type: 'integer', minimum: 1 },
    color: { enum: ['red', 'green'] },
    edits: {
      type: 'array',
      items: { type: 'object', properties: { line: { anyOf: [{ type: 'string' }, { type: 'number' }] } }, required: ['line'] },
    },
  },
  required: ['path'],
  additionalProperties: false,
};

describe('arguments that do not fit the schema of the tool', () => {
  it.each<[JsonObject, string]>([
    [{}, 'arguments needs "path" (a string).'],
    [{ pth: 'x' }, 'arguments needs "path" (a string); did you mean it by "pth"?'],
    [{ path: 'x', colour: 'red' }, 'arguments takes no "colour". Did you mean "color"? It takes "path", "count", "color", "edits".'],
    [{ path: 5 }, 'arguments.path must be a string, but it is the number 5.'],
    [{ path: 'x', count: 0 }, 'arguments.count must be >= 1; it is the number 0.'],
    [{ path: 'x', color: 'gren' }, 'arguments.color must be one of "red", "green"; did you mean "green"?'],
    [
      { path: 'x', edits: [{ line: 1 }, { line: true }] },
      'arguments.edits[1].line must be a string or a number, but it is the boolean true.',
    ],
    [{ path: 'x', edits: [{}] }, 'arguments.edits[0] needs "line".'],
  ])('%j get a sentence that helps to mend them', (given, sentence) => {
    expect(check(schema, given)).toBe(sentence);
  });

  it('are told without repeating a text that was given', () => {
    expect(check({ properties: { count: { type: 'number' } } }, { count: 'hunter2' })).not.toContain('hunter2');
    expect(check({ properties: { count: { enum: ['a'] } } }, { count: 'hunter2' })).not.toContain('hunter2');
  });

  it('are found by the rules of the draft that the schema names', () => {
    const tuple = { properties: { pair: { items: [{ type: 'string' }, { type: 'number' }] } } };
    const given = { pair: ['a', 'b'] };
    expect(check({ $schema: 'http://json-schema.org/draft-07/schema#', ...tuple }, given)).toContain('arguments.pair[1] must be a number');
    expect(check({ properties: { pair: { prefixItems: tuple.properties.pair.items } } }, given)).toContain(
      'arguments.pair[1] must be a number',
    );
  });

  it('are found through references within the schema', () => {
    expect(check({ $defs: { id: { type: 'integer' } }, properties: { id: { $ref: '#/$defs/id' } } }, { id: 'x' })).toContain(
      'arguments.id must be an integer',
    );
  });
});

describe('arguments that fit', () => {
  it.each<[string, JsonValue, JsonObject]>([
    ['a schema without rules', {}, { anything: 1 }],
    ['no schema at all', null, { anything: 1 }],
    [
      'properties that are named like keywords',
      { properties: { pattern: { type: 'string' }, $ref: { type: 'string' } } },
      { pattern: '(', $ref: 'x' },
    ],
    ['patternProperties beside additionalProperties', { patternProperties: { '^x-': {} }, additionalProperties: false }, { 'x-a': 1 }],
    [
      'oneOf that only formats tell apart',
      { properties: { at: { oneOf: [{ format: 'date' }, { format: 'time' }] } } },
      { at: '2026-01-01' },
    ],
    ['a pattern under not', { properties: { name: { not: { pattern: '^a' } } } }, { name: 'b' }],
    ['a pattern under if', { if: { properties: { a: { pattern: 'x' } } }, else: { required: ['b'] } }, { a: 'x' }],
    ['unknown keywords', { 'x-thing': { deep: true }, properties: { a: { example: 5, type: 'string' } } }, { a: 'b' }],
  ])('pass with %s', (_what, inputSchema, given) => {
    expect(check(inputSchema, given)).toBeNull();
  });
});

describe('a schema that Patchbay does not trust itself to check', () => {
  const doubling = Object.fromEntries(
    Array.from({ length: 40 }, (_, index) => [
      `d${index}`,
      { anyOf: [{ $ref: `#/$defs/d${index + 1}` }, { $ref: `#/$defs/d${index + 1}` }] },
    ]),
  );
  it.each<[string, JsonObject]>([
    ['refers to another host', { $ref: 'http://127.0.0.1:1/schema.json' }],
    ['refers to a file', { properties: { a: { $ref: 'file:///etc/passwd' } } }],
    [
      'refers to itself',
      { $defs: { node: { properties: { a: { $ref: '#/$defs/node' } }, required: ['b'] } }, properties: { a: { $ref: '#/$defs/node' } } },
    ],
    ['stands for 2^40 schemas', { $defs: { ...doubling, d40: { type: 'string' } }, properties: { a: { $ref: '#/$defs/d0' } } }],
    ['has 100,000 alternatives', { properties: { a: { anyOf: Array.from({ length: 100_000 }, () => ({ type: 'string' })) } } }],
    ['has an id inside', { properties: { a: { $id: 'http://example.com/a', type: 'string' } } }],
    ['is broken', { properties: { a: { type: 'no-such-type' } } }],
  ])('because it %s leaves the arguments to the server, at once', async (_why, inputSchema) => {
    // Were it checked, the missing "z" would be told.
    const time = await thinkingTime(() => expect(check({ required: ['z'], ...inputSchema }, { a: 1 })).toBeNull());
    expect(time).toBeLessThan(1_000);
  });

  it('runs no pattern of the server’s, however evil', async () => {
    const given = { a: `${'a'.repeat(40)}!` };
    const time = await thinkingTime(() => expect(check({ properties: { a: { pattern: '^(a+)+$' } } }, given)).toBeNull());
    expect(time).toBeLessThan(1_000);
  });
});

describe('checking many tools', () => {
  it('keeps to its cache and still checks by the right schema', () => {
    const checks = new ArgumentsCheck(2);
    const tools = ['a', 'b', 'c'].map((name) => toolWith({ required: [name] }, name));
    for (const tool of [...tools, ...tools]) expect(checks.check(tool, {})).toBe(`arguments needs "${tool.hash}".`);
  });
});
