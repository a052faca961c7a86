import type { JsonObject } from '../wire/frame.ts';

/** What a server said of itself before it took its first request. Untrusted text. */
export interface ServerHello {
  readonly capabilities: JsonObject;
  readonly serverInfo: JsonObject;
  readonly instructions: string | null;
  /** Members of that answer that MCP doesn't know. */
  readonly extras: JsonObject;
}

export const nothingSaid: ServerHello = { capabilities: {}, serverInfo: {}, instructions: null, extras: {} };
