import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { ListRootsRequestSchema } from '@modelcontextprotocol/sdk/types.js';
import { describe, expect, it } from 'vitest';
import { AppKeys } from '../../main/listener/app-keys.ts';
import { eventually } from '../helpers/eventually.ts';
import { endOf, framesOf, request, ShimBench } from '../helpers/shim-bench.ts';

describe.concurrent('a shim that was started wrongly', () => {
  it('ends with 2 and a sentence when the key of its app is missing', async () => {
    await using bench = await ShimBench.create();
    const { code, sentence, stdout } = await endOf(bench.startShim({}, 'cursor'));
    expect({ code, sentence, stdout }).toEqual({
      code: 2,
      sentence: expect.stringMatching(/PATCHBAY_APP_KEY .*patchbay connect cursor.*\.\n$/),
      stdout: '',
    });
  });

  it('ends with 2 and a sentence when the name is none', async () => {
    await using bench = await ShimBench.create();
    expect(await endOf(bench.startShim({}, 'My App'))).toMatchObject({ code: 2, sentence: expect.stringContaining('--app') });
  });

  it('ends with 1 and a sentence when Patchbay does not know its key', async () => {
    await using bench = await ShimBench.create();
    await bench.startHost();
    expect(await endOf(bench.startShim({ PATCHBAY_APP_KEY: 'ab'.repeat(32) }, 'cursor'))).toEqual({
      code: 1,
      sentence: expect.stringMatching(/patchbay connect cursor.*\n$/),
      stdout: '',
    });
  });
});

describe.concurrent('a program that squats on the socket', () => {
  it('learns neither the key nor a byte of MCP, and the shim ends with 1', async () => {
    await using bench = await ShimBench.create();
    const heard: Buffer[] = [];
    const squatter = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.on('data', (chunk: Buffer) => {
        heard.push(chunk);
        socket.write(`${JSON.stringify({ nonce: '0'.repeat(64), proof: '0'.repeat(64) })}\n{"ready":true}\n`);
      });
    }).listen(bench.home.socket);
    await once(squatter, 'listening');
    const key = (await new AppKeys(bench.home.keys).mint('cli')).toString('hex');
    const shim = bench.startShim();
    shim.stdin.write(request(1, 'initialize', { secret: 'of the app' }));
    const end = await endOf(shim);
    squatter.close();
    expect(end).toMatchObject({ code: 1, sentence: expect.stringContaining('is not the Patchbay'), stdout: '' });
    const lines = Buffer.concat(heard).toString().split('\n');
    expect(lines.map((line) => (line === '' ? null : Object.keys(JSON.parse(line))))).toEqual([
      ['patchbay', 'service', 'app', 'nonce'],
      null,
    ]);
    expect(lines.join('')).not.toContain(key);
  });

  it('is recognised also when it only talks', async () => {
    await using bench = await ShimBench.create();
    const squatter = createServer((socket) =>
      socket
        .on('error', () => undefined)
        .resume()
        .write('hello, this is not Patchbay\n'),
    ).listen(bench.home.socket);
    await once(squatter, 'listening');
    await new AppKeys(bench.home.keys).mint('cli');
    const end = await endOf(bench.startShim());
    squatter.close();
    expect(end).toMatchObject({ code: 1, sentence: expect.stringContaining('is not the Patchbay'), stdout: '' });
  });
});

describe.concurrent('a shim that can neither reach nor start Patchbay', () => {
  it('ends with 1 and a sentence after a while', async () => {
    await using bench = await ShimBench.create();
    const start = { command: process.execPath, args: ['-e', 'process.exit(3)'] };
    await writeFile(bench.home.endpoint, JSON.stringify({ version: '0', pid: 1, socket: bench.home.socket, startedAt: '', start }));
    const end = await endOf(bench.startShim());
    expect(end).toMatchObject({ code: 1, sentence: expect.stringMatching(/could not be reached or started.*\n$/), stdout: '' });
  });
});

describe.concurrent('a session through the shim', () => {
  it('lists and calls like a session without it', async () => {
    await using bench = await ShimBench.create();
    await bench.startHost();
    const client = await bench.connect();
    expect((await client.listTools()).tools.map(({ name }) => name)).toEqual(['echo']);
    expect(await client.callTool({ name: 'echo', arguments: { text: 'grüß dich \u2028 👋' } })).toEqual({
      content: [{ type: 'text', text: 'grüß dich \u2028 👋' }],
    });
  });

  it('carries a question of Patchbay to the app and the answer back', async () => {
    await using bench = await ShimBench.create();
    await bench.startHost();
    const client = await bench.connect((fresh) =>
      fresh.setRequestHandler(ListRootsRequestSchema, () => ({ roots: [{ uri: 'file:///here' }] })),
    );
    expect(await client.callTool({ name: 'ask' })).toEqual({ content: [{ type: 'text', text: '{"roots":[{"uri":"file:///here"}]}' }] });
  });

  it('passes server/discover at once, though no session has begun', async () => {
    await using bench = await ShimBench.create();
    await bench.startHost();
    const shim = bench.startShim();
    const frames = framesOf(shim);
    shim.stdin.write(request(1, 'server/discover'));
    await eventually(() => expect(frames).toEqual([{ jsonrpc: '2.0', id: 1, error: { code: -32601, message: expect.any(String) } }]));
  });

  it('takes frames in halves, blank lines and rubbish from the app, and goes on', async () => {
    await using bench = await ShimBench.create();
    await bench.startHost();
    const shim = bench.startShim();
    const frames = framesOf(shim);
    const [left, right] = [request(1, 'tools/list').slice(0, 20), request(1, 'tools/list').slice(20)];
    shim.stdin.write(left);
    await sleep(50);
    shim.stdin.write(`${right}\n\r\n{"jsonrpc": oops\n${request(2, 'tools/list')}`);
    await eventually(() => expect(frames.map(({ id }) => id)).toEqual([1, null, 2]));
    expect(frames[1]).toMatchObject({ error: { code: -32700 } });
  });

  it('carries an answer of ten megabytes unchanged', async () => {
    await using bench = await ShimBench.create();
    await bench.startHost();
    const client = await bench.connect();
    const { content } = await client.callTool({ name: 'big', arguments: { bytes: 10_000_000 } });
    expect(content).toEqual([{ type: 'text', text: 'x'.repeat(10_000_000) }]);
  });

  it('answers a message that is too long, and goes on', async () => {
    await using bench = await ShimBench.create();
    await bench.startHost();
    const shim = bench.startShim();
    const frames = framesOf(shim);
    shim.stdin.write(`{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"echo","arguments":{"text":"`);
    const chunk = 'x'.repeat(1024 * 1024);
    for (let megabytes = 0; megabytes < 70; megabytes += 1) if (!shim.stdin.write(chunk)) await once(shim.stdin, 'drain');
    shim.stdin.write(`"}}}\n${request(8, 'tools/list')}`);
    await eventually(() => expect(frames.map(({ id }) => id)).toEqual([7, 8]));
    expect(frames[0]).toMatchObject({ error: { code: -32600, data: { code: 'too_large' } } });
  });
});

describe.concurrent('an app that does not read', () => {
  it('slows Patchbay down instead of filling the shim', async () => {
    await using bench = await ShimBench.create();
    await bench.startHost();
    const shim = bench.startShim();
    shim.stdin.write(request(1, 'tools/call', { name: 'flood', arguments: { bytes: 500_000_000 } }));
    const flooded = async (): Promise<number> => Number((await bench.notes('flooded')).at(-1) ?? 0);
    await eventually(async () => expect(await flooded()).toBeGreaterThan(0));
    let before = -1;
    await eventually(async () => {
      const now = await flooded();
      const isStill = now === before;
      before = now;
      expect(isStill).toBe(true);
    });
    expect(before).toBeLessThan(5_000_000);
  });
});

describe.concurrent('the end of the app', () => {
  it('ends the shim with 0', async () => {
    await using bench = await ShimBench.create();
    await bench.startHost();
    const shim = bench.startShim();
    shim.stdin.write(request(1, 'tools/list'));
    await once(shim.stdout, 'data');
    shim.stdin.end();
    expect(await endOf(shim)).toEqual({ code: 0, sentence: '', stdout: '' });
  });

  it('lets answers that are under way arrive first', async () => {
    await using bench = await ShimBench.create();
    await bench.startHost();
    const shim = bench.startShim();
    const frames = framesOf(shim);
    shim.stdin.end(request(1, 'tools/list') + request(2, 'tools/call', { name: 'big', arguments: { bytes: 3_000_000 } }));
    const [code] = await once(shim, 'close');
    expect([code, frames.map(({ id }) => id)]).toEqual([0, [1, 2]]);
  });

  it('does not wait for ever for an answer that never comes', async () => {
    await using bench = await ShimBench.create();
    await bench.startHost();
    const shim = bench.startShim();
    shim.stdin.end(request(1, 'tools/call', { name: 'slow' }));
    await eventually(async () => expect(await bench.notes('calls')).toEqual(['slow']));
    expect((await endOf(shim)).code).toBe(0);
  });
});
