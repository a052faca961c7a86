import { once } from 'node:events';
import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { failureOf, RemotePeer } from '../helpers/remote-peer.ts';
import { type Asked, event, LoopbackServer, openStream, remoteServer, ScriptedServer } from '../helpers/remote-servers.ts';
import { Supervision } from '../helpers/supervision.ts';

const megabyte = 1024 * 1024;

function answerWith(status: number, contentType: string, body: string): (asked: Asked) => boolean {
  return ({ rpc, response }) => {
    if (rpc !== 'tools/call') return false;
    response.writeHead(status, { 'content-type': contentType }).end(body);
    return true;
  };
}

async function failureOfCall(answer: (asked: Asked) => boolean): Promise<unknown> {
  const scripted = new ScriptedServer(answer);
  await using listening = await LoopbackServer.listen(scripted.listener);
  await using remote = await RemotePeer.greet(remoteServer(listening.url));
  const failure = await failureOf(remote.peer.request('tools/call', { name: 'a' }));
  expect(await remote.peer.request('tools/list')).toEqual({ done: 'tools/list' });
  expect(scripted.count('tools/call')).toBe(1);
  return failure;
}

describe('a call that a remote server refuses', () => {
  it.each([
    [401, 'upstream_failed', 'takes no request without a key (401)'],
    [403, 'upstream_failed', 'refuses this (403)'],
    [404, 'upstream_failed', 'nothing at this address (404)'],
    [429, 'upstream_failed', 'wants fewer requests (429)'],
    [500, 'outcome_unknown', 'failed inside (500)'],
    [502, 'outcome_unknown', 'failed inside (502)'],
    [503, 'upstream_failed', 'not available at the moment (503)'],
  ])('with %i fails with a sentence and the status, and the next call works', async (status, code, words) => {
    // Without a session, so that 404 means what it says.
    const scripted = new ScriptedServer(answerWith(status, 'text/html', '<h1>Sorry</h1>'));
    scripted.session = null;
    await using listening = await LoopbackServer.listen(scripted.listener);
    await using remote = await RemotePeer.greet(remoteServer(listening.url));
    expect(await failureOf(remote.peer.request('tools/call', { name: 'a' }))).toMatchObject({
      name: 'NamedError',
      code,
      message: expect.stringContaining(words),
      data: { httpStatus: status },
    });
    expect(await remote.peer.request('tools/list')).toEqual({ done: 'tools/list' });
  });

  it('with an error of MCP fails with exactly that', async () => {
    const failure = await failureOfCall(({ rpc, response, id }) => {
      if (rpc !== 'tools/call') return false;
      const error = `{"code":-32000,"message":"No","data":{"n":9007199254740993},"extra":1.0}`;
      response.writeHead(400, { 'content-type': 'application/json' }).end(`{"jsonrpc":"2.0","id":${String(id)},"error":${error}}`);
      return true;
    });
    expect(failure).toMatchObject({ name: 'JsonRpcError', code: -32000, message: 'No', wire: { extra: 1 } });
  });

  it('with an error of MCP that names no request is told it all the same', async () => {
    const failure = await failureOfCall(
      answerWith(
        400,
        'application/json',
        '{"jsonrpc":"2.0","id":null,"error":{"code":-32022,"message":"Unsupported","data":{"supported":[]}}}',
      ),
    );
    expect(failure).toMatchObject({ name: 'JsonRpcError', code: -32022, data: { supported: [] } });
  });
});

describe('an answer of a remote server', () => {
  it.each([
    [
      'that is a page',
      answerWith(200, 'text/html', '<html>Sign in</html>'),
      { code: 'upstream_failed', message: /answered with text\/html/ },
    ],
    ['that is no JSON', answerWith(200, 'application/json', '{"jsonrpc":'), { code: 'upstream_failed', message: /could not be read/ }],
    ['that is a batch', answerWith(200, 'application/json', '[]'), { code: 'upstream_failed', message: /batches/ }],
    [
      'that is not UTF-8',
      ({ rpc, response }: Asked) => {
        if (rpc === 'tools/call') response.writeHead(200, { 'content-type': 'text/event-stream' }).end(Buffer.from([0x64, 0xff, 0x0a]));
        return rpc === 'tools/call';
      },
      { code: 'outcome_unknown', message: /UTF-8/ },
    ],
    [
      'with too many headers',
      ({ rpc, response }: Asked) => {
        if (rpc === 'tools/call') response.writeHead(200, { 'x-long': 'x'.repeat(200_000) }).end('{}');
        return rpc === 'tools/call';
      },
      { code: 'outcome_unknown', message: /headers of its answer are too long/ },
    ],
    [
      'that never comes, because the connection breaks,',
      ({ rpc, response }: Asked) => {
        if (rpc === 'tools/call') response.destroy();
        return rpc === 'tools/call';
      },
      { code: 'outcome_unknown', message: /closed the connection/ },
    ],
  ])('%s fails that call only', async (_what, answer, { code, message }) => {
    expect(await failureOfCall(answer)).toMatchObject({ name: 'NamedError', code, message: expect.stringMatching(message) });
  });

  it.each(['application/json', 'text/event-stream'])('of 65 MiB as %s fails that call only, naming the limit', async (contentType) => {
    const failure = await failureOfCall((asked) => {
      if (asked.rpc !== 'tools/call') return false;
      const { response, id } = asked;
      response.writeHead(200, { 'content-type': contentType });
      response.write(`${contentType === 'application/json' ? '' : 'data: '}{"jsonrpc":"2.0","id":${String(id)},"result":{"x":"`);
      response.on('error', () => undefined);
      for (let sent = 0; sent < 65; sent += 1) response.write('x'.repeat(megabyte));
      response.end('"}}\n\n');
      return true;
    });
    expect(failure).toMatchObject({ code: 'too_large', message: expect.stringContaining('67108864 bytes') });
  });

  it('may be silent for longer than a call may take; only that call ends', async () => {
    const scripted = new ScriptedServer((asked) => {
      if (asked.rpc === 'tools/call') openStream(asked).write(': still there\n\n');
      return asked.rpc === 'tools/call';
    });
    await using listening = await LoopbackServer.listen(scripted.listener);
    await using remote = await RemotePeer.greet(remoteServer(listening.url));
    const call = failureOf(remote.peer.request('tools/call', { name: 'a' }, { timeoutMs: 100 }));
    expect(await remote.peer.request('tools/list')).toEqual({ done: 'tools/list' });
    expect(await call).toMatchObject({ code: 'upstream_timeout' });
  });
});

describe('a redirect of a remote server', () => {
  const elsewhere = (status: number, location: (asked: Asked) => string) =>
    new ScriptedServer((asked) => {
      const { url } = asked.response.req;
      if (url !== '/mcp') return false;
      asked.response.writeHead(status, { location: location(asked) }).end();
      return true;
    });

  it.each([307, 308])('with %i is followed at its own origin', async (status) => {
    const scripted = elsewhere(status, () => '/mcp/');
    await using listening = await LoopbackServer.listen(scripted.listener);
    await using remote = await RemotePeer.greet(remoteServer(listening.url, { headers: { 'x-key': 'secret-key' } }));
    expect(await remote.peer.request('tools/list')).toEqual({ done: 'tools/list' });
  });

  it('is not followed to another origin, where the keys in its headers would go', async () => {
    const thief = new ScriptedServer(() => false);
    await using there = await LoopbackServer.listen(thief.listener);
    const scripted = elsewhere(307, () => there.url);
    await using listening = await LoopbackServer.listen(scripted.listener);
    const greeting = RemotePeer.greet(remoteServer(listening.url, { headers: { 'x-key': 'secret-key' } }));
    expect(await failureOf(greeting)).toMatchObject({
      code: 'upstream_failed',
      message: expect.stringContaining(`redirects to http://127.0.0.1:${there.port}`),
    });
    expect(thief.asked).toEqual([]);
  });

  it('in a circle, or one that makes a GET of what was posted, is refused', async () => {
    for (const status of [302, 307]) {
      const scripted = elsewhere(status, () => '/mcp');
      await using listening = await LoopbackServer.listen(scripted.listener);
      expect(await failureOf(RemotePeer.greet(remoteServer(listening.url)))).toMatchObject({ code: 'upstream_failed' });
      expect(scripted.asked.length).toBeLessThan(10);
    }
  });
});

describe('a remote server that is not there', () => {
  it('is named with the reason and without the secrets of its address, and its state says so', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as { port: number };
    taken.close();
    await using supervision = await Supervision.open();
    await supervision.apply({ docs: remoteServer(`http://kim:s3cret-word@127.0.0.1:${port}/mcp?key=s3cret-key`) });
    const failure = await failureOf(supervision.supervisor.connect('docs'));
    expect(failure).toMatchObject({
      code: 'upstream_failed',
      message: expect.stringMatching(/There is no connection to the server “docs”: nobody listens there.*\(ECONNREFUSED\)/),
    });
    const log = await supervision.supervisor.log('docs', 100);
    expect(log.join('\n')).toContain(`connecting to http://127.0.0.1:${port}/mcp?key=…`);
    expect(`${String(failure)}${log.join('')}${String(supervision.status('docs').lastError)}`).not.toContain('s3cret');
  });

  it('is tried again for as long as it takes, and found when it is there', async () => {
    const gone = await LoopbackServer.listen(() => undefined);
    const { port, url } = gone;
    await gone[Symbol.asyncDispose]();
    await using supervision = await Supervision.open();
    await supervision.apply({ docs: remoteServer(url) });
    // As often as a program may crash before it is given up.
    for (let attempt = 0; attempt < 5; attempt += 1) await failureOf(supervision.supervisor.connect('docs'));
    expect(supervision.status('docs').state).toBe('backing-off');
    await using _back = await LoopbackServer.listen(new ScriptedServer(() => false).listener, port);
    await supervision.supervisor.start('docs');
    const connection = await supervision.supervisor.connect('docs');
    expect(await connection.request('tools/list')).toEqual({ done: 'tools/list' });
  });

  it('is named when its host is not known, or speaks no TLS', async () => {
    const scripted = new ScriptedServer(() => false);
    await using listening = await LoopbackServer.listen(scripted.listener);
    expect(await failureOf(RemotePeer.greet(remoteServer('https://patchbay-no-such-host.invalid/mcp')))).toMatchObject({
      message: expect.stringMatching(/host is not known|could not be looked up/),
    });
    expect(await failureOf(RemotePeer.greet(remoteServer(listening.url.replace('http:', 'https:'))))).toMatchObject({
      code: 'upstream_failed',
      message: expect.stringContaining('does not speak TLS'),
    });
  });

  it('and is not encrypted is warned of in its log, unless it is on this machine', () => {
    const log = (url: string) => new RemotePeer(remoteServer(url)).notes.join('\n');
    expect(log('http://docs.example/mcp')).toContain('warning: what goes there is not encrypted');
    expect(log('http://localhost:1/mcp')).not.toContain('warning');
    expect(log('https://docs.example/mcp')).not.toContain('warning');
  });
});

it('a server hears nothing of a login but HTTP’s own, and what the person sends is sent', async () => {
  const scripted = new ScriptedServer((asked) => {
    if (asked.rpc === 'tools/call') openStream(asked).end(event({ jsonrpc: '2.0', id: asked.id, result: {} }));
    return asked.rpc === 'tools/call';
  });
  await using listening = await LoopbackServer.listen(scripted.listener);
  const url = listening.url.replace('127', 'kim:pass%20word@127');
  await using remote = await RemotePeer.greet(remoteServer(url, { headers: { 'X-Team': 'blue' } }));
  await remote.peer.request('tools/call', { name: 'a' });
  const authorization = `Basic ${Buffer.from('kim:pass word').toString('base64')}`;
  for (const { headers } of scripted.asked) expect(headers).toMatchObject({ authorization, 'x-team': 'blue' });
});
