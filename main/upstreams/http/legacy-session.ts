/** One conversation with a legacy server, as its headers tell it. */
export interface LegacySession {
  /** What the server calls it; null where it keeps none. */
  readonly id: string | null;
  /** Null before initialize was answered. */
  readonly version: string | null;
}

export const noSession: LegacySession = { id: null, version: null };

/** Printable ASCII, as the specification demands (2025-11-25, transports, "Session Management"). */
const sessionId = /^[\x21-\x7e]+$/;

export function sessionIdIn(header: string | readonly string[] | undefined): string | null {
  return typeof header === 'string' && sessionId.test(header) ? header : null;
}

export function sessionHeaders({ id, version }: LegacySession): Record<string, string> {
  return { ...(id !== null && { 'mcp-session-id': id }), ...(version !== null && { 'mcp-protocol-version': version }) };
}
