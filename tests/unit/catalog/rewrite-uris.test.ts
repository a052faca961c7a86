import { describe, expect, it } from 'vitest';
import { appPagesOf, rewriteDefinition, rewriteUris } from '../../../main/catalog/rewrite-uris.ts';
import type { JsonObject } from '../../../main/wire/frame.ts';
import { jsonText } from '../../../main/wire/json-text.ts';
import { readJsonText } from '../../../main/wire/read-json.ts';

const upper = (uri: string) => uri.toUpperCase();

function read(text: string): JsonObject {
  // Every text in this file is an object.
  return readJsonText(text) as JsonObject;
}

describe('the URIs in a result', () => {
  it.each([
    ['a resource link', { content: [{ type: 'resource_link', uri: 'u:1', name: 'u:n' }] }, ['U:1']],
    ['an embedded resource', { content: [{ type: 'resource', resource: { uri: 'u:1', text: 'u:t' } }] }, ['U:1']],
    ['what was read', { contents: [{ uri: 'u:1' }, { uri: 'u:2', _meta: { ui: { csp: 'u:c' } } }] }, ['U:1', 'U:2']],
    ['the messages of a prompt', { messages: [{ role: 'user', content: { type: 'resource_link', uri: 'u:1' } }] }, ['U:1']],
    [
      'results of tools in a sampling message',
      { messages: [{ content: [{ type: 'tool_result', content: [{ type: 'resource_link', uri: 'u:1' }] }] }] },
      ['U:1'],
    ],
    ['the page of an MCP App', { content: [], _meta: { ui: { resourceUri: 'u:1' }, 'ui/resourceUri': 'u:2' } }, ['U:1', 'U:2']],
    ['a note that a resource changed', { uri: 'u:1' }, ['U:1']],
    [
      'what a server asks in another round',
      {
        inputRequests: {
          a: { method: 'sampling/createMessage', params: { messages: [{ content: { type: 'resource_link', uri: 'u:1' } }] } },
        },
      },
      ['U:1'],
    ],
    [
      'what an app answers in another round',
      { inputResponses: { a: { content: { type: 'resource', resource: { uri: 'u:1' } } } } },
      ['U:1'],
    ],
    ['the result of a task', { result: { content: [{ type: 'resource_link', uri: 'u:1' }] } }, ['U:1']],
  ])('are other ones in %s, and only they', (_what, value: JsonObject, changed) => {
    const rewritten = JSON.stringify(rewriteUris(value, upper));
    expect(rewritten.match(/U:\d/g)).toEqual(changed);
    expect(rewritten.toLowerCase()).toBe(JSON.stringify(value).toLowerCase());
    expect(rewritten.match(/u:\d/g)).toBeNull();
  });

  it('are left alone in what is not for Patchbay to read', () => {
    const value = {
      structuredContent: { uri: 'u:1', content: [{ type: 'resource_link', uri: 'u:2' }] },
      content: [{ type: 'text', text: 'u:3', uri: 'u:4' }, 'u:5', null],
      contents: 'u:6',
      messages: [5],
      _meta: { uri: 'u:7', ui: 'u:8' },
    };
    expect(rewriteUris(value, upper)).toBe(value);
  });

  it('leave everything else spelled as it came', () => {
    const text = '{"2":1.0,"content":[{"big":9007199254740993,"type":"resource_link","uri":"u:1"},{"type":"x","n":1e400}],"1":-0}';
    expect(jsonText(rewriteUris(read(text), upper))).toBe(text.replace('u:1', 'U:1'));
  });

  it('that stay the same give back the very same object', () => {
    const value = read('{"content":[{"type":"resource_link","uri":"u:1","size":1.0}],"_meta":{"ui":{"resourceUri":"u:2"}}}');
    expect(rewriteUris(value, (uri) => uri)).toBe(value);
  });
});

describe('the URIs in a definition', () => {
  it('are those of the resource, the template and the page of an MCP App, spelled as they came but for them', () => {
    const text = '{"uri":"u:1","uriTemplate":"u:{x}","size":1.0,"_meta":{"ui":{"resourceUri":"u:2"},"n":1e400},"description":"u:3"}';
    expect(jsonText(rewriteDefinition(read(text), upper))).toBe(text.replace('u:1', 'U:1').replace('u:{x}', 'U:{X}').replace('u:2', 'U:2'));
  });

  it('tell the pages of MCP Apps', () => {
    expect(
      appPagesOf({ name: 'a', _meta: { ui: { resourceUri: 'ui://a' }, 'ui/resourceUri': 'ui://b', 'openai/outputTemplate': 'ui://c' } }),
    ).toEqual(['ui://a', 'ui://b', 'ui://c']);
    expect(appPagesOf({ name: 'a', _meta: { ui: 5 } })).toEqual([]);
  });
});
