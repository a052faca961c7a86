import { Agent, request, type IncomingMessage } from 'node:http';
import fc from 'fast-check';
import { hostileFrame } from './hostile-frames.ts';
import type { HttpApp } from './http-app.ts';

export interface HostileHttpRun {
  /** Answers by HTTP status. */
  readonly statuses: ReadonlyMap<number, number>;
  /** The longest that one answer took, in milliseconds. */
  readonly longestWait: number;
}

const atOnce = 16;

/** Sends hostile frames to the endpoint as an app that has its key, half of them as of the modern era. */
export async function hostileHttpRun({ port, token, session }: HttpApp, frames: number, seed: number): Promise<HostileHttpRun> {
  const agent = new Agent({ keepAlive: true, maxSockets: atOnce });
  const statuses = new Map<number, number>();
  let longestWait = 0;
  const headers = { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json', Accept: 'application/json, text/event-stream' };
  const send = async (frame: string, index: number): Promise<void> => {
    const era = index % 2 === 0 ? { 'Mcp-Session-Id': session } : { 'MCP-Protocol-Version': '2026-07-28', 'Mcp-Method': 'tools/list' };
    const started = performance.now();
    const status = await new Promise<number>((resolve, reject) => {
      const sent = request({ host: '127.0.0.1', port, path: '/mcp', method: 'POST', agent, headers: { ...headers, ...era } });
      sent.on('response', (response: IncomingMessage) => response.resume().on('end', () => resolve(response.statusCode ?? 0)));
      sent.on('error', reject);
      sent.end(frame);
    });
    longestWait = Math.max(longestWait, performance.now() - started);
    statuses.set(status, (statuses.get(status) ?? 0) + 1);
  };
  for (let sent = 0; sent < frames; sent += atOnce) {
    const batch = fc.sample(hostileFrame, { numRuns: Math.min(atOnce, frames - sent), seed: seed + sent });
    await Promise.all(batch.map((frame, index) => send(frame, index)));
  }
  agent.destroy();
  return { statuses, longestWait };
}
