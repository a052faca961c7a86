import { randomBytes } from 'node:crypto';
import { duplexPair, type Duplex } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { type Caller, introduce, parseKey, receiveHandshake, sendReady, sendRefusal } from '../../../main/lib/handshake.ts';
import { NamedError } from '../../../contract/errors.ts';
import { readLine } from '../../../main/lib/read-line.ts';

const socketPath = '/home/ada/patchbay/run/patchbay.sock';
const cursor: Caller = { service: 'mcp', app: 'cursor' };
const key = randomBytes(32);

/** A server that knows the key of `cursor` and of nobody else. */
async function serve(stream: Duplex, path = socketPath): Promise<Caller> {
  const caller = await receiveHandshake(stream, path, ({ app }) => Promise.resolve(app === 'cursor' ? key : null));
  sendReady(stream);
  return caller;
}

function within(milliseconds: number): AbortSignal {
  return AbortSignal.timeout(milliseconds);
}

describe('the handshake', () => {
  it('lets in an app that has the key, and tells the server who it is', async () => {
    const [client, server] = duplexPair();
    const [, caller] = await Promise.all([introduce(client, socketPath, cursor, key), serve(server)]);
    expect(caller).toEqual(cursor);
  });

  it('loses nothing that follows it in the same chunk, on either side', async () => {
    const [client, server] = duplexPair();
    const admitted = receiveHandshake(server, socketPath, () => Promise.resolve(key));
    const introduced = introduce(client, socketPath, cursor, key);
    await admitted;
    server.cork();
    sendReady(server);
    server.write('first from the server\nsecond');
    server.uncork();
    await introduced;
    client.write('from the client\n');
    expect(await readLine(client, within(1000))).toBe('first from the server');
    expect(client.read()?.toString()).toBe('second');
    expect(await readLine(server, within(1000))).toBe('from the client');
  });

  it('keeps the bytes that came with a line for whoever reads next', async () => {
    const [client, server] = duplexPair();
    client.write('one\ntwo\nthr');
    expect([await readLine(server, within(1000)), await readLine(server, within(1000))]).toEqual(['one', 'two']);
    client.write('ee\n');
    expect(await readLine(server, within(1000))).toBe('three');
  });
});

describe('a server that is not the Patchbay of the key', () => {
  it('gets neither a proof nor anything else after its wrong answer', async () => {
    const [client, server] = duplexPair();
    const introduced = introduce(client, socketPath, cursor, key);
    introduced.catch(() => undefined);
    await readLine(server, within(1000));
    server.write(`${JSON.stringify({ nonce: 'f'.repeat(64), proof: '0'.repeat(64) })}\n`);
    await expect(introduced).rejects.toMatchObject({ code: 'forbidden', message: expect.stringContaining('patchbay connect cursor') });
    expect(server.read()).toBeNull();
  });

  it('can not use the answer that the real one gave for another socket', async () => {
    const [client, server] = duplexPair();
    const served = serve(server, '/tmp/elsewhere.sock');
    served.catch(() => undefined);
    await expect(introduce(client, socketPath, cursor, key)).rejects.toMatchObject({ code: 'forbidden' });
    client.end();
    await expect(served).rejects.toMatchObject({ code: 'not_running' });
  });

  it('never sees the key', async () => {
    const [client, server] = duplexPair();
    const introduced = introduce(client, socketPath, cursor, key);
    introduced.catch(() => undefined);
    const hello = await readLine(server, within(1000));
    expect(hello).not.toContain(key.toString('hex'));
    expect(Object.keys(JSON.parse(hello))).toEqual(['patchbay', 'service', 'app', 'nonce']);
    server.destroy();
    await expect(introduced).rejects.toThrow();
  });
});

describe('a client without the right key', () => {
  it('is refused with a sentence that names the mend', async () => {
    const [client, server] = duplexPair();
    const served = serve(server);
    client.write(`${JSON.stringify({ patchbay: 1, ...cursor, nonce: 'a'.repeat(64) })}\n`);
    await readLine(client, within(1000));
    client.write(`${JSON.stringify({ proof: 'b'.repeat(64) })}\n`);
    await expect(served).rejects.toMatchObject({ code: 'forbidden', message: expect.stringContaining('patchbay connect cursor') });
  });

  it('can not tell by the answer whether an app is known', async () => {
    const answers = await Promise.all(
      ['cursor', 'nobody'].map((app) => firstAnswer(JSON.stringify({ patchbay: 1, service: 'mcp', app, nonce: 'a'.repeat(64) }))),
    );
    expect(answers.map((answer) => Object.entries(JSON.parse(answer)).map(([name, value]) => [name, String(value).length]))).toEqual([
      [
        ['nonce', 64],
        ['proof', 64],
      ],
      [
        ['nonce', 64],
        ['proof', 64],
      ],
    ]);
  });

  it('can not say its own answer back to the server as its proof', async () => {
    const [client, server] = duplexPair();
    const served = serve(server);
    client.write(`${JSON.stringify({ patchbay: 1, ...cursor, nonce: 'a'.repeat(64) })}\n`);
    const { proof } = JSON.parse(await readLine(client, within(1000)));
    client.write(`${JSON.stringify({ proof })}\n`);
    await expect(served).rejects.toMatchObject({ code: 'forbidden' });
  });

  it.each([
    ['no JSON', 'GET / HTTP/1.1'],
    ['another version', JSON.stringify({ patchbay: 2, ...cursor, nonce: 'a'.repeat(64) })],
    ['another service', JSON.stringify({ patchbay: 1, service: 'root', app: 'cursor', nonce: 'a'.repeat(64) })],
    ['a nonce that is none', JSON.stringify({ patchbay: 1, ...cursor, nonce: 'a|b' })],
    ['an array', '[]'],
    ['a line without an end', 'x'.repeat(5000)],
  ])('hears nothing when it opens with %s', async (_, line) => {
    const [client, server] = duplexPair();
    const served = receiveHandshake(server, socketPath, () => Promise.resolve(key));
    client.write(`${line}\n`);
    await expect(served).rejects.toMatchObject({ code: 'invalid_input' });
    expect(client.read()).toBeNull();
  });
});

describe('a refusal', () => {
  it('arrives as the named error that the server gave', async () => {
    const [client, server] = duplexPair();
    const introduced = introduce(client, socketPath, cursor, key);
    await receiveHandshake(server, socketPath, () => Promise.resolve(key));
    sendRefusal(server, new NamedError('rate_limited', 'Too many windows are open.'));
    await expect(introduced).rejects.toMatchObject({ code: 'rate_limited', message: 'Too many windows are open.' });
  });
});

describe('the text of a key', () => {
  it('is 64 hexadecimal digits, with or without a newline', () => {
    expect(parseKey(`${key.toString('hex')}\n`)).toEqual(key);
    expect(['', 'abc', `${key.toString('hex')}0`].map(parseKey)).toEqual([null, null, null]);
  });
});

async function firstAnswer(hello: string): Promise<string> {
  const [client, server] = duplexPair();
  const served = serve(server);
  served.catch(() => undefined);
  client.write(`${hello}\n`);
  const answer = await readLine(client, within(1000));
  client.end();
  return answer;
}
