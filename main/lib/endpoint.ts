import { readFile } from 'node:fs/promises';
import type { Home } from './home.ts';
import { fieldsOf } from './json-record.ts';

/** `run/endpoint.json`: where the running Patchbay is found, and how to start it again. An orderly stop removes it, a crash leaves it. */
export interface Endpoint {
  readonly version: string;
  readonly pid: number;
  readonly socket: string;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  /** Of the headless window, without its token. */
  readonly url?: string;
  readonly start: { readonly command: string; readonly args: readonly string[] };
}

/** Null where there is none, or where what is there can't be used. */
export async function readEndpoint(home: Home): Promise<Endpoint | null> {
  try {
    return parseEndpoint(JSON.parse(await readFile(home.endpoint, 'utf8')));
  } catch {
    // Missing, unreadable or damaged: each means that nothing is known about a running Patchbay.
    return null;
  }
}

function parseEndpoint(value: unknown): Endpoint | null {
  const { version, pid, socket, startedAt, url, start } = fieldsOf(value);
  const { command, args } = fieldsOf(start);
  if (typeof version !== 'string' || typeof pid !== 'number' || typeof socket !== 'string' || typeof startedAt !== 'string') return null;
  if (typeof command !== 'string' || !Array.isArray(args) || !args.every((argument) => typeof argument === 'string')) return null;
  return { version, pid, socket, startedAt, start: { command, args }, ...(typeof url === 'string' ? { url } : {}) };
}
