import type { McpClient } from './mcp-client.ts';

/** One way to reach the same tool of the same server. */
export interface Target extends AsyncDisposable {
  readonly name: string;
  /** Between the client and what is measured: only like is to be compared with like. */
  readonly link: 'stdio' | 'HTTP' | 'SSE';
  /** Connected, and its server running. */
  readonly client: McpClient;
  /** The parameters of `tools/call` that reach `echo` with this message. */
  echo(message: string): object;
  /** One more client, as an app would start it. */
  connect(): Promise<McpClient>;
  /** Megabytes of each process that stands between the client and the server. */
  memory(): readonly ProcessMemory[];
}

export interface ProcessMemory {
  readonly name: string;
  readonly megabytes: number;
}
