import { describe, expect, it } from 'vitest';
import { headerDeclarationsOf } from '../../../main/upstreams/http/header-declarations.ts';
import { headerValue, modernHeaders, modernVersionOf } from '../../../main/upstreams/http/modern-headers.ts';
import { ParameterHeaders } from '../../../main/upstreams/http/parameter-headers.ts';
import type { JsonObject, RequestFrame, ResultFrame } from '../../../main/wire/frame.ts';
import { jsonText } from '../../../main/wire/json-text.ts';
import { readJsonText } from '../../../main/wire/read-json.ts';

/** JSON as it would come from the wire. */
function wire<Shape>(text: string): Shape {
  return readJsonText(text) as Shape;
}

function schema(properties: JsonObject, more: JsonObject = {}): JsonObject {
  return { type: 'object', properties, ...more };
}

describe('a header that repeats a value', () => {
  it.each([
    ['us west 1', 'us west 1'],
    ['a\tb', 'a\tb'],
    ['', '=?base64??='],
    [' padded ', '=?base64?IHBhZGRlZCA=?='],
    ['Hello, 世界', '=?base64?SGVsbG8sIOS4lueVjA==?='],
    ['line1\r\nline2', '=?base64?bGluZTENCmxpbmUy?='],
    ['=?base64?YQ==?=', '=?base64?PT9iYXNlNjQ/WVE9PT89?='],
  ])('%j is %s', (text, header) => {
    expect(headerValue(text)).toBe(header);
  });
});

describe('a request of the modern era', () => {
  it('says in its headers which revision, method and name it has', () => {
    const of = (method: string, params: JsonObject) => modernHeaders(method, params, '2026-07-28');
    const common = { 'mcp-protocol-version': '2026-07-28' };
    expect(of('tools/call', { name: 'é' })).toEqual({ ...common, 'mcp-method': 'tools/call', 'mcp-name': '=?base64?w6k=?=' });
    expect(of('resources/read', { uri: 'a://b', name: 'c' })).toEqual({ ...common, 'mcp-method': 'resources/read', 'mcp-name': 'a://b' });
    expect(of('tasks/get', { taskId: 't' })).toEqual({ ...common, 'mcp-method': 'tasks/get', 'mcp-name': 't' });
    expect(of('tools/list', { name: 'x' })).toEqual({ ...common, 'mcp-method': 'tools/list' });
    expect(of('toString', { toString: 'x' })).toEqual({ ...common, 'mcp-method': 'toString' });
  });

  it('is one that names its revision', () => {
    const meta = { 'io.modelcontextprotocol/protocolVersion': '2026-07-28' };
    expect(modernVersionOf({ jsonrpc: '2.0', id: 1, method: 'a', params: { _meta: meta } })).toBe('2026-07-28');
    expect(modernVersionOf({ jsonrpc: '2.0', id: 1, method: 'a', params: { _meta: {} } })).toBeNull();
    expect(modernVersionOf({ jsonrpc: '2.0', id: 1, method: 'a' })).toBeNull();
  });
});

describe('a tool whose schema names headers', () => {
  const text = { type: 'string', 'x-mcp-header': 'Region' };
  it.each([
    ['an empty name', schema({ a: { ...text, 'x-mcp-header': '' } })],
    ['a name that is no text', schema({ a: { ...text, 'x-mcp-header': 1 } })],
    ['a space', schema({ a: { ...text, 'x-mcp-header': 'My Region' } })],
    ['a colon', schema({ a: { ...text, 'x-mcp-header': 'Region:Primary' } })],
    ['a letter beyond ASCII', schema({ a: { ...text, 'x-mcp-header': 'Région' } })],
    ['a line break', schema({ a: { ...text, 'x-mcp-header': 'a\r\nb' } })],
    ['an object', schema({ a: { type: 'object', 'x-mcp-header': 'Data' } })],
    ['a list', schema({ a: { type: 'array', items: { type: 'string' }, 'x-mcp-header': 'Data' } })],
    ['null', schema({ a: { type: 'null', 'x-mcp-header': 'Data' } })],
    ['a number', schema({ a: { type: 'number', 'x-mcp-header': 'Data' } })],
    ['no type', schema({ a: { 'x-mcp-header': 'Data' } })],
    ['the same name twice', schema({ a: text, b: text })],
    ['the same name in other letters', schema({ a: text, b: { ...text, 'x-mcp-header': 'rEGION' } })],
    ['the schema itself', { ...schema({}), 'x-mcp-header': 'All' }],
    ['elements of a list', schema({ a: { type: 'array', items: text } })],
    ['one of several', schema({}, { oneOf: [schema({ a: text })] })],
    ['a definition', schema({}, { $defs: { a: text } })],
    ['a condition', schema({}, { if: schema({ a: text }) })],
  ])('is invalid with %s', (_what, inputSchema) => {
    expect(headerDeclarationsOf(inputSchema).fault).toMatch(/^x-mcp-header of /);
  });

  it('is valid where each stands at an argument, at any depth', () => {
    expect(headerDeclarationsOf(schema({ a: text, b: schema({ c: { type: 'boolean', 'x-mcp-header': 'Deep' } }) }))).toEqual({
      declarations: [
        { path: ['a'], header: 'Region' },
        { path: ['b', 'c'], header: 'Deep' },
      ],
      fault: null,
    });
    expect(headerDeclarationsOf(undefined)).toEqual({ declarations: [], fault: null });
  });
});

describe('the arguments of a call', () => {
  const types = { region: 'string', count: 'integer', exact: 'integer', on: 'boolean', none: 'string', odd: 'string' };
  const properties = Object.fromEntries(Object.entries(types).map(([name, type]) => [name, { type, 'x-mcp-header': name }]));
  const listed: RequestFrame = { jsonrpc: '2.0', id: 1, method: 'tools/list' };
  const tools = [
    { name: 'tool', inputSchema: schema(properties), exact: 1 },
    { name: 'bad', inputSchema: { 'x-mcp-header': 'x' } },
  ];
  const answer = wire<ResultFrame>(
    JSON.stringify({ jsonrpc: '2.0', id: 1, result: { tools, n: 1, ttl: 'TTL' } })
      .replace('"TTL"', '9007199254740993')
      .replace('"exact":1', '"exact":1.0'),
  );
  const notes: string[] = [];
  const headers = new ParameterHeaders((note) => notes.push(note));
  const passed = headers.learn(listed, answer);
  const call = (given: string) =>
    headers.headersFor({ jsonrpc: '2.0', id: 2, method: 'tools/call', params: wire(`{"name":"tool","arguments":${given}}`) });

  it('are repeated as headers, numbers as the body spells them', () => {
    expect(call('{"region":"us west","count":1.0,"exact":9007199254740993,"on":true,"none":null,"odd":{"a":1}}')).toEqual({
      'mcp-param-region': 'us west',
      'mcp-param-count': '1',
      'mcp-param-exact': '9007199254740993',
      'mcp-param-on': 'true',
    });
    expect(call('{"region":"é"}')).toEqual({ 'mcp-param-region': '=?base64?w6k=?=' });
    expect(call('{"count":1e300}')).toEqual({});
  });

  it('of a tool that isn’t known are not', () => {
    expect(
      headers.headersFor({ jsonrpc: '2.0', id: 2, method: 'tools/call', params: { name: 'other', arguments: { region: 'x' } } }),
    ).toEqual({});
  });

  it('come from lists that pass; an invalid tool is left out of them, and nothing else is changed', () => {
    expect(jsonText(passed)).toBe(jsonText(answer).replace(`,${JSON.stringify(tools[1])}`, ''));
    expect(jsonText(passed)).toContain('9007199254740993');
    expect(jsonText(passed)).toContain('"exact":1.0');
    expect(notes).toEqual(['The tool "bad" is left out: x-mcp-header of the schema itself stands where no argument is.']);
    const clean = wire<ResultFrame>('{"jsonrpc":"2.0","id":1,"result":{"tools":[{"name":"tool"}]}}');
    expect(headers.learn(listed, clean)).toBe(clean);
  });
});
