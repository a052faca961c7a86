import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { temporaryHome } from '../helpers/broker-process.ts';
import { startAuthorizingProxy } from './authorizing-proxy.ts';
import { rawAt, withRaw } from './bridge/json-text.ts';
import { startBridge } from './http-stdio-bridge.ts';

const exactServer = fileURLToPath(new URL('../fixtures/servers/exact-server.mjs', import.meta.url));
const initialize =
  '{"jsonrpc":"2.0","id":"first","method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"n","version":"1"}}}';

const post = (url: string, body: string, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream', ...headers },
    body,
  });

describe('the bridge between HTTP and stdio', () => {
  it('finds a member of a message by its name alone, and changes nothing else', () => {
    const text = '{ "a": {"id": 1, "b\\"}": [1.0, {"id":2}]},\n "id" : 9007199254740993 , "method":"x" }';
    expect(rawAt(text, 'id')).toBe('9007199254740993');
    expect(rawAt(text, 'a', 'b"}')).toBe('[1.0, {"id":2}]');
    expect(rawAt(text, 'a', 'none')).toBeUndefined();
    expect(withRaw(text, '"x"', 'id')).toBe(text.replace('9007199254740993', '"x"'));
  });

  it('passes every byte of a message, both ways', async () => {
    await using home = await temporaryHome();
    const file = join(home.folder, 'received');
    await using bridge = await startBridge({ command: process.execPath, args: [exactServer, file] });
    await using proxy = await startAuthorizingProxy(bridge.url);
    const opened = await post(proxy.url, initialize);
    await opened.text();
    const session = { 'mcp-session-id': opened.headers.get('mcp-session-id') ?? '' };
    const call =
      '{"jsonrpc":"2.0","id":"4","method":"tools/call","params":{"name":"get_exact","arguments":{"n":1.0,"2":-0},"x":1e400,"_meta":{"progressToken":0}}}';
    const answer = await (await post(proxy.url, call, session)).text();
    expect(await readFile(file, 'utf8')).toBe(`${call}\n`);
    expect(answer).toContain(
      'data: {"jsonrpc":"2.0","method":"notifications/progress","params":{"total":9007199254740993,"progressToken":0,',
    );
    expect(answer).toContain('"structuredContent":{"z":9007199254740993,"id":123456789012345678901,"7":1.0,"list":[1.0,{"n":1E2}]}');
    expect(proxy.exchanges.at(-1)).toMatchObject({ request: call, response: answer });
  });

  it('ends a program with its session', async () => {
    await using home = await temporaryHome();
    await using bridge = await startBridge({ command: process.execPath, args: [exactServer, join(home.folder, 'received')] });
    const opened = await post(bridge.url, initialize);
    await opened.text();
    const session = { 'mcp-session-id': opened.headers.get('mcp-session-id') ?? '' };
    expect((await fetch(bridge.url, { method: 'DELETE', headers: session })).status).toBe(200);
    expect((await post(bridge.url, '{"jsonrpc":"2.0","id":2,"method":"tools/list"}', session)).status).toBe(404);
  });
});

describe('the authorizing proxy', () => {
  it('adds the key, and passes Host and Origin as they are', async () => {
    const { createServer } = await import('node:http');
    const seen: Record<string, unknown>[] = [];
    const server = createServer((request, response) => {
      seen.push(request.headers);
      response.end('{}');
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const address = server.address();
    await using proxy = await startAuthorizingProxy(`http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/mcp`, 'k');
    const { request } = await import('node:http');
    await new Promise((resolve) => {
      request(proxy.url, { method: 'POST', headers: { host: 'evil.example.com', origin: 'http://evil.example.com' } }, (response) =>
        response.resume().on('end', resolve),
      ).end('{}');
    });
    expect(seen).toEqual([
      expect.objectContaining({ host: 'evil.example.com', origin: 'http://evil.example.com', authorization: 'Bearer k' }),
    ]);
    await new Promise((resolve) => server.close(resolve));
  });
});
