import type { Socket } from 'node:net';
import fc from 'fast-check';
import { expect } from 'vitest';
import { dial } from '../../main/lib/handshake.ts';
import { homeAt } from '../../main/lib/home.ts';
import { AppKeys } from '../../main/listener/app-keys.ts';
import { LineSplitter } from '../../main/wire/line-splitter.ts';
import { eventually } from './eventually.ts';
import { hostileFrame } from './hostile-frames.ts';

export interface HostileRun {
  readonly frames: number;
  /** JSON-RPC errors by number. */
  readonly errors: ReadonlyMap<number, number>;
  /** The longest that a good request between the frames waited for its answer, in milliseconds. */
  readonly longestWait: number;
}

type Answer = { readonly id?: unknown; readonly error?: { readonly code: number } };

const batch = 500;

/** Sends hostile frames to a Patchbay's socket as an app that has its key, and a good request after each batch. */
export async function hostileRun(folder: string, frames: number, seed: number): Promise<HostileRun> {
  const home = homeAt(folder);
  const socket = await dial(home.socket, { service: 'mcp', app: 'cli' }, await new AppKeys(home.keys).mint('cli'));
  const errors = new Map<number, number>();
  const pings = new Set<unknown>();
  listen(socket, ({ id, error }) => {
    pings.add(id);
    if (error !== undefined) errors.set(error.code, (errors.get(error.code) ?? 0) + 1);
  });
  let longestWait = 0;
  for (let sent = 0; sent < frames; sent += batch) {
    for (const frame of fc.sample(hostileFrame, { numRuns: Math.min(batch, frames - sent), seed: seed + sent })) socket.write(`${frame}\n`);
    longestWait = Math.max(longestWait, await pingTime(socket, pings, `good ${sent}`));
  }
  socket.destroy();
  return { frames, errors, longestWait };
}

async function pingTime(socket: Socket, answered: ReadonlySet<unknown>, id: string): Promise<number> {
  const started = performance.now();
  socket.write(`${JSON.stringify({ jsonrpc: '2.0', id, method: 'ping' })}\n`);
  await eventually(() => expect(answered.has(id)).toBe(true));
  return performance.now() - started;
}

function listen(socket: Socket, heard: (answer: Answer) => void): void {
  const splitter = new LineSplitter(64 * 1024 * 1024, {
    // What Patchbay writes is JSON.
    line: (bytes) => heard(JSON.parse(bytes.toString()) as Answer),
    oversized: () => undefined,
  });
  socket.on('data', (chunk: Buffer) => splitter.push(chunk));
}
