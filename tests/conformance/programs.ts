import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Command } from './bridge/stdio-child.ts';

const program = fileURLToPath(new URL('../fixtures/servers/everything/main.ts', import.meta.url));

/** The server with everything, on stdio. */
export const everythingOnStdio: Command = { command: process.execPath, args: [program, '--stdio'] };

/** The server with everything over HTTP, or its hollow double. Disposal ends the process. */
export async function startServer(kind: 'everything' | 'hollow'): Promise<{ readonly url: string } & AsyncDisposable> {
  const child = spawn(process.execPath, [program, ...(kind === 'hollow' ? ['--hollow'] : [])], { stdio: ['ignore', 'pipe', 'inherit'] });
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
