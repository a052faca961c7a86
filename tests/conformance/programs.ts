import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Command } from './bridge/stdio-child.ts';

const program = fileURLToPath(new URL('../fixtures/servers/everything/main.ts', import.meta.url));

/** The server with everything, one that speaks the legacy era only, or one that has nothing. */
export type Kind = 'everything' | 'legacy' | 'hollow';

const flags = (kind: Kind): string[] => (kind === 'everything' ? [] : [`--${kind}`]);

/** Such a server on stdio. */
export const onStdio = (kind: Kind): Command => ({ command: process.execPath, args: [program, '--stdio', ...flags(kind)] });

/** Such a server over HTTP. Disposal ends the process. */
export async function startServer(kind: Kind): Promise<{ readonly url: string } & AsyncDisposable> {
  const child = spawn(process.execPath, [program, ...flags(kind)], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = await once(createInterface({ input: child.stdout }), 'line');
  // The program's first line is its address.
  const { url } = JSON.parse(String(line)) as { url: string };
  return {
    url,
    async [Symbol.asyncDispose]() {
      const exited = once(child, 'exit');
      child.kill('SIGTERM');
      await exited;
    },
  };
}

/** The names of all tools of a server that speaks the modern era over HTTP. */
export async function toolsOf(url: string): Promise<string[]> {
  const _meta = { 'io.modelcontextprotocol/protocolVersion': '2026-07-28', 'io.modelcontextprotocol/clientCapabilities': {} };
  const headers = { 'content-type': 'application/json', accept: 'application/json, text/event-stream', 'mcp-method': 'tools/list' };
  const answer = await fetch(url, {
    method: 'POST',
    headers: { ...headers, 'mcp-protocol-version': '2026-07-28' },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list', params: { _meta } }),
  });
  // The server is a fixture of ours, and has one page of tools.
  const { result } = (await answer.json()) as { result: { tools: { name: string }[] } };
  return result.tools.map(({ name }) => name);
}
