import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { lstat, mkdtemp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dial } from '../../main/lib/handshake.ts';
import { createHome, type Home, homeAt, homeFolder } from '../../main/lib/home.ts';
import { AppKeys } from '../../main/listener/app-keys.ts';
import { type Arrival, SocketListener } from '../../main/listener/socket-listener.ts';
import type { Frame } from '../../main/wire/frame.ts';
import { StreamChannel } from '../../main/wire/stream-channel.ts';
import { eventually } from '../helpers/eventually.ts';

let home: Home;
let keys: AppKeys;
let arrivals: Arrival[];
let refusals: Error[];
let lifetime: AsyncDisposableStack;
const sockets: Socket[] = [];
const servers: Server[] = [];

beforeEach(async () => {
  home = homeAt(homeFolder(await mkdtemp(join(tmpdir(), 'patchbay-listener-')), {}));
  await createHome(home);
  keys = new AppKeys(home.keys);
  arrivals = [];
  refusals = [];
  lifetime = new AsyncDisposableStack();
});

afterEach(async () => {
  await lifetime.disposeAsync();
  for (const socket of sockets.splice(0)) socket.destroy();
  for (const server of servers.splice(0)) server.close();
  await rm(home.folder, { recursive: true, force: true });
});

async function listen(): Promise<SocketListener> {
  const limits = { maxBytes: 1000 };
  const listener = await SocketListener.listen({
    home,
    keys,
    limits,
    accept: (arrival) => arrivals.push(arrival),
    refused: (error) => refusals.push(error),
  });
  return lifetime.use(listener);
}

async function dialAs(app: string): Promise<Socket> {
  const socket = await dial(home.socket, { service: app === 'owner' ? 'api' : 'mcp', app }, await keys.mint(app));
  sockets.push(socket);
  return socket;
}

function framesOf(arrival: Arrival | undefined): Frame[] {
  const frames: Frame[] = [];
  arrival?.channel.start({ frame: (frame) => frames.push(frame), fault: () => undefined, closed: () => undefined });
  return frames;
}

describe('something else in the place of the socket', () => {
  it('is left alone when it is a file', async () => {
    await writeFile(home.socket, 'dear diary');
    await expect(listen()).rejects.toMatchObject({ code: 'conflict', message: expect.stringContaining(home.socket) });
    expect(await readFile(home.socket, 'utf8')).toBe('dear diary');
  });

  it('is left alone when it is a link, and so is what it points at', async () => {
    const target = join(home.folder, 'diary');
    await writeFile(target, 'dear diary');
    await symlink(target, home.socket);
    await expect(listen()).rejects.toMatchObject({ code: 'conflict' });
    expect([(await lstat(home.socket)).isSymbolicLink(), await readFile(target, 'utf8')]).toEqual([true, 'dear diary']);
  });

  it('is left alone when it is a fifo', async () => {
    execFileSync('mkfifo', [home.socket]);
    await expect(listen()).rejects.toMatchObject({ code: 'conflict' });
    expect((await lstat(home.socket)).isFIFO()).toBe(true);
  });

  it('is left alone when somebody listens there', async () => {
    const other = createServer().listen(home.socket);
    servers.push(other);
    await once(other, 'listening');
    await expect(listen()).rejects.toMatchObject({ code: 'conflict' });
    const socket = connect(home.socket);
    sockets.push(socket);
    await once(socket, 'connect');
  });

  it('is taken over when it is a socket that a crash left behind', async () => {
    const program = `require('node:net').createServer().listen(${JSON.stringify(home.socket)}, () => process.kill(process.pid, 'SIGKILL'))`;
    expect(() => execFileSync(process.execPath, ['-e', program], { stdio: 'ignore' })).toThrow();
    expect((await lstat(home.socket)).isSocket()).toBe(true);
    await listen();
    expect((await dialAs('cursor')).readyState).toBe('open');
  });
});

describe('the socket', () => {
  it('is open to its owner alone, whatever the umask says, and gone after the end', async () => {
    const previous = process.umask(0);
    const listener = await listen().finally(() => process.umask(previous));
    expect((await stat(home.socket)).mode & 0o777).toBe(0o600);
    await listener[Symbol.asyncDispose]();
    await expect(stat(home.socket)).rejects.toMatchObject({ code: 'ENOENT' });
  });
});

describe('a connection', () => {
  it('is turned away when its app was never connected', async () => {
    await listen();
    const dialled = dial(home.socket, { service: 'mcp', app: 'stranger' }, Buffer.alloc(32, 7));
    await expect(dialled).rejects.toMatchObject({ code: 'forbidden' });
    expect(arrivals).toEqual([]);
  });

  it.each([
    ['api', 'cursor'],
    ['mcp', 'owner'],
  ] as const)('gets no service %s as %s, even with the right key', async (service, app) => {
    await listen();
    await expect(dial(home.socket, { service, app }, await keys.mint(app))).rejects.toMatchObject({ code: 'forbidden' });
    expect(arrivals).toEqual([]);
  });

  it('hears nothing and harms nobody when it sends rubbish', async () => {
    await listen();
    const rude = connect(home.socket);
    sockets.push(rude);
    const heard: Buffer[] = [];
    rude.on('data', (chunk: Buffer) => heard.push(chunk));
    rude.write('GET / HTTP/1.1\r\n\r\n');
    await once(rude, 'close');
    expect([heard, refusals.length]).toEqual([[], 1]);
    expect((await dialAs('cursor')).readyState).toBe('open');
  });

  it('arrives with its app and a channel on which what came with the handshake is not lost', async () => {
    await listen();
    const socket = await dialAs('cursor');
    socket.write('{"jsonrpc":"2.0","method":"first"}\n');
    await eventually(() => expect(arrivals).toHaveLength(1));
    const frames = framesOf(arrivals[0]);
    socket.write('{"jsonrpc":"2.0","method":"second"}\n');
    await eventually(() => expect(frames.map((frame) => 'method' in frame && frame.method)).toEqual(['first', 'second']));
    expect([arrivals[0]?.service, arrivals[0]?.app]).toEqual(['mcp', 'cursor']);
  });

  it('carries the answer back', async () => {
    await listen();
    const socket = await dialAs('owner');
    const channel = new StreamChannel(socket, socket, { maxBytes: 1000 });
    const frames: Frame[] = [];
    channel.start({ frame: (frame) => frames.push(frame), fault: () => undefined, closed: () => undefined });
    await eventually(() => expect(arrivals).toHaveLength(1));
    arrivals[0]?.channel.send({ jsonrpc: '2.0', id: 1, result: {} });
    await eventually(() => expect(frames).toEqual([{ jsonrpc: '2.0', id: 1, result: {} }]));
    expect([arrivals[0]?.service, arrivals[0]?.app]).toEqual(['api', 'owner']);
  });

  it('is the 257th of its app and is refused, while other apps get in', async () => {
    await listen();
    for (let count = 0; count < 256; count += 1) await dialAs('greedy');
    await expect(dialAs('greedy')).rejects.toMatchObject({ code: 'rate_limited', message: expect.stringContaining('256') });
    expect((await dialAs('modest')).readyState).toBe('open');
    sockets[0]?.destroy();
    await eventually(async () => expect((await dialAs('greedy')).readyState).toBe('open'));
  });

  it('ends when the listener ends', async () => {
    const listener = await listen();
    const socket = await dialAs('cursor');
    socket.resume();
    const closed = once(socket, 'close');
    await listener[Symbol.asyncDispose]();
    await closed;
  });
});
