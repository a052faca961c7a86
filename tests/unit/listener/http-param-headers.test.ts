import type { IncomingHttpHeaders } from 'node:http';
import { describe, expect, it } from 'vitest';
import { paramHeaderFault } from '../../../main/listener/http-param-headers.ts';
import type { JsonObject } from '../../../main/wire/frame.ts';

const schema: JsonObject = {
  type: 'object',
  properties: {
    region: { type: 'string', 'x-mcp-header': 'Region' },
    count: { type: 'integer', 'x-mcp-header': 'Count' },
    deep: { type: 'object', properties: { flag: { type: 'boolean', 'x-mcp-header': 'Flag' } } },
    list: { type: 'array', items: { type: 'string', 'x-mcp-header': 'Unreachable' } },
  },
};

describe("a tool's arguments that headers repeat", () => {
  it.each<[string, JsonObject, IncomingHttpHeaders]>([
    ['text', { region: 'eu' }, { 'mcp-param-region': 'eu' }],
    ['text in base64', { region: 'Hello' }, { 'mcp-param-region': '=?base64?SGVsbG8=?=' }],
    ['text that is base64', { region: 'SGVsbG8=' }, { 'mcp-param-region': 'SGVsbG8=' }],
    ['half of the mark', { region: '=?base64?SGVsbG8=' }, { 'mcp-param-region': '=?base64?SGVsbG8=' }],
    ['a number written otherwise', { count: 42 }, { 'mcp-param-count': '42.0' }],
    ['a flag further down', { deep: { flag: false } }, { 'mcp-param-flag': 'false' }],
    ['null and nothing', { region: null }, {}],
    ['what no header can repeat', { list: ['x'] }, {}],
  ])('are right: %s', (_, given, headers) => {
    expect(paramHeaderFault(schema, given, headers)).toBeNull();
  });

  it.each<[string, JsonObject, IncomingHttpHeaders]>([
    ['left out', { region: 'eu' }, {}],
    ['another', { region: 'eu' }, { 'mcp-param-region': 'us' }],
    ['wrong padding', { region: 'Hello' }, { 'mcp-param-region': '=?base64?SGVsbG8?=' }],
    ['wrong characters', { region: 'Hello' }, { 'mcp-param-region': '=?base64?SGVs!!!bG8=?=' }],
    ['bytes that are no ASCII', { region: 'é' }, { 'mcp-param-region': 'é' }],
    ['another number', { count: 42 }, { 'mcp-param-count': '43' }],
    ['the other flag', { deep: { flag: false } }, { 'mcp-param-flag': 'true' }],
  ])('are wrong: %s', (_, given, headers) => {
    expect(paramHeaderFault(schema, given, headers)).toMatch(/mcp-param-/i);
  });
});
