import { describe, expect, it, vi } from 'vitest';
import type { OtherRequest } from '../../../main/call/forward-request.ts';
import type { ServersSide } from '../../../main/session/surroundings.ts';
import { JsonRpcError } from '../../../main/wire/error-numbers.ts';
import type { JsonObject } from '../../../main/wire/frame.ts';
import { jsonText } from '../../../main/wire/json-text.ts';
import { readJsonText } from '../../../main/wire/read-json.ts';
import { type AppSurroundings, connectApp, envelope, hello } from './connected-app.ts';

const everything = { prompts: {}, resources: { subscribe: true }, completions: {} };

/** An app that sees the server `notes`, which answers what it is asked with `result`. */
async function connectToNotes(result: JsonObject = {}, view: AppSurroundings['view'] = {}) {
  const forwarded: OtherRequest[] = [];
  const forward = (request: OtherRequest): Promise<JsonObject> => {
    forwarded.push(request);
    return Promise.resolve(result);
  };
  const servers = ['notes', 'others'];
  const connected = connectApp({ servers: { forward }, view: { servers, capabilitiesOf: () => everything, ...view } });
  await connected.app.request('initialize', hello);
  return { ...connected, forwarded };
}

describe('prompts, resources and completion', () => {
  it('are declared as the servers declared them, and listed as the app sees them', async () => {
    const { app } = connectApp({
      view: {
        servers: ['notes', 'others'],
        capabilitiesOf: (server) => (server === 'notes' ? { ...everything, logging: {}, tasks: { list: {} } } : null),
        prompts: [{ name: 'greet', 'x-unknown': 1 }],
        resources: [{ uri: 'note://1' }],
        resourceTemplates: [{ uriTemplate: 'note://{id}' }],
      },
    });
    expect(await app.request('initialize', hello)).toMatchObject({
      capabilities: {
        tools: { listChanged: true },
        prompts: { listChanged: true },
        resources: { subscribe: true, listChanged: true },
        completions: {},
        logging: {},
        tasks: { list: {} },
      },
    });
    expect(await app.request('prompts/list')).toEqual({ prompts: [{ name: 'greet', 'x-unknown': 1 }] });
    expect(await app.request('resources/list')).toEqual({ resources: [{ uri: 'note://1' }] });
    expect(await app.request('resources/templates/list')).toEqual({ resourceTemplates: [{ uriTemplate: 'note://{id}' }] });
    const modern = await app.request('server/discover', envelope());
    expect(modern['capabilities']).not.toHaveProperty('tasks');
  });

  it('are none for an app whose servers have none: prompts may come, resources are not declared', async () => {
    const { app } = await connectToNotes({}, { capabilitiesOf: () => ({ tools: {} }) });
    expect(await app.request('prompts/list')).toEqual({ prompts: [] });
    for (const method of ['resources/list', 'resources/templates/list'])
      await expect(app.request(method)).rejects.toMatchObject({ code: -32601 });
  });

  it.each([[[]], [['new']]])('are declared in advance to an app of which nobody knows yet what its servers %j have', async (servers) => {
    let known: JsonObject | null = null;
    const prompts: { name: string }[] = [];
    const { app, sessions, notified } = connectApp({ view: { servers, prompts, capabilitiesOf: () => known } });
    const { capabilities } = await app.request('initialize', hello);
    expect(capabilities).toEqual({
      tools: { listChanged: true },
      prompts: { listChanged: true },
      completions: {},
      resources: { listChanged: true },
    });
    expect([await app.request('prompts/list'), await app.request('resources/list')]).toEqual([{ prompts: [] }, { resources: [] }]);
    known = { prompts: {} };
    prompts.push({ name: 'greet' });
    sessions.listsMayHaveChanged();
    await vi.waitFor(() => expect(notified.map(({ method }) => method)).toContain('notifications/prompts/list_changed'));
    expect(await app.request('prompts/list')).toEqual({ prompts: [{ name: 'greet' }] });
  });

  it('go to their server under its own names, and everything else as the app wrote it', async () => {
    const view: AppSurroundings['view'] = {
      promptNamed: (name) => (name === 'notes_greet' ? { server: 'notes', name: 'greet' } : undefined),
      resourceAt: (uri) => ({ server: 'notes', uri: uri.replace('notes~/', '') }),
    };
    const { app, forwarded } = await connectToNotes({}, view);
    const big = { big: readJsonText('{"n":9007199254740993}') ?? null, 'x-unknown': [] };
    await app.request('prompts/get', { name: 'notes_greet', arguments: { city: 'Oslo' }, ...big });
    await app.request('resources/read', { uri: 'note://notes~/1', ...big });
    const argument = { name: 'city', value: 'O' };
    await app.request('completion/complete', { ref: { type: 'ref/prompt', name: 'notes_greet', title: 't' }, argument });
    await app.request('completion/complete', { ref: { type: 'ref/resource', uri: 'note://notes~/{id}' }, argument, context: {} });
    expect(forwarded.map(({ server, method, params }) => [server, method, jsonText(params)])).toEqual([
      ['notes', 'prompts/get', '{"name":"greet","arguments":{"city":"Oslo"},"big":{"n":9007199254740993},"x-unknown":[]}'],
      ['notes', 'resources/read', '{"uri":"note://1","big":{"n":9007199254740993},"x-unknown":[]}'],
      ['notes', 'completion/complete', '{"ref":{"type":"ref/prompt","name":"greet","title":"t"},"argument":{"name":"city","value":"O"}}'],
      [
        'notes',
        'completion/complete',
        '{"ref":{"type":"ref/resource","uri":"note://{id}"},"argument":{"name":"city","value":"O"},"context":{}}',
      ],
    ]);
  });

  it.each([
    ['prompts/get', { name: 'unknown' }, -32602],
    ['prompts/get', {}, -32602],
    ['resources/read', { uri: 'nobody://1' }, -32002],
    ['resources/subscribe', { uri: 'nobody://1' }, -32002],
    ['completion/complete', {}, -32602],
    ['logging/setLevel', { level: 'shouting' }, -32602],
  ])('%s of what is not there is an error of its own: %j', async (method, params: JsonObject, code) => {
    const { app } = await connectToNotes();
    await expect(app.request(method, params)).rejects.toMatchObject({ code });
  });

  it('say that a resource is unknown in the words of the app’s era', async () => {
    const { app } = await connectToNotes();
    await expect(app.request('resources/read', { uri: 'nobody://1', ...envelope() })).rejects.toMatchObject({
      code: -32602,
      data: { uri: 'nobody://1' },
    });
  });

  it('fail with the error of the server, as it sent it', async () => {
    const error = JsonRpcError.received({ code: -32050, message: 'no', data: { 'x-data': 1 } });
    const { app } = connectApp({
      servers: { forward: () => Promise.reject(error) },
      view: { servers: ['notes'], promptNamed: () => ({ server: 'notes', name: 'greet' }) },
    });
    await app.request('initialize', hello);
    await expect(app.request('prompts/get', { name: 'greet' })).rejects.toMatchObject({ code: -32050, data: { 'x-data': 1 } });
  });
});

describe('what nobody here knows', () => {
  it('goes to the only server of the app as it is, and comes back as it is', async () => {
    const { app, forwarded } = await connectToNotes({ 'x-answer': 1 }, { servers: ['notes'] });
    expect(await app.request('example/method', { 'x-param': 1 })).toEqual({ 'x-answer': 1 });
    expect(forwarded).toMatchObject([{ server: 'notes', method: 'example/method', params: { 'x-param': 1 } }]);
  });

  it('goes nowhere where it could be for two', async () => {
    const { app, forwarded } = await connectToNotes();
    await expect(app.request('example/method')).rejects.toMatchObject({ code: -32601 });
    expect(forwarded).toEqual([]);
  });

  it('reaches the servers that the session uses as a notification, and apps of that one server on the way back', async () => {
    const told: unknown[] = [];
    const notifyUsed = (_session: string, method: string): void => void told.push(method);
    const forwardNotification: ServersSide['forwardNotification'] = async ({ server, method }) => void told.push([server, method]);
    const { app, sessions, notified } = connectApp({ servers: { notifyUsed, forwardNotification }, view: { servers: ['notes'] } });
    await app.request('initialize', hello);
    app.notify('notifications/roots/list_changed');
    app.notify('notifications/example', { n: 1 });
    sessions.serverTold('notes', { jsonrpc: '2.0', method: 'notifications/example', params: { n: 2 } });
    sessions.serverTold('others', { jsonrpc: '2.0', method: 'notifications/example', params: { n: 3 } });
    await app.request('ping');
    expect(told).toEqual(['notifications/roots/list_changed', ['notes', 'notifications/example']]);
    expect(notified.map(({ params }) => params)).toEqual([{ n: 2 }]);
  });
});
