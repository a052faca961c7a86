/** A tool as a request names it. */
export interface OfferedTool {
  readonly name: string;
  /** Codex puts the tools of a server into a namespace, and wants it named with the call. */
  readonly namespace?: string;
}

/** What a client's request told the model. */
export interface ModelRequest {
  readonly tools: readonly OfferedTool[];
  /** What the tools that the model called so far have answered. */
  readonly results: readonly string[];
}

/** What the model says: a text, or a call with its arguments as JSON. */
export type Turn = { readonly text: string } | { readonly call: { readonly tool: OfferedTool; readonly arguments: string } };

/** One of the ways in which clients talk to models. */
export interface Dialect {
  readonly path: RegExp;
  /** Throws where the request has another shape. */
  readonly read: (body: unknown) => ModelRequest;
  readonly whole: (turn: Turn) => unknown;
  /** The same turn as server-sent events. */
  readonly stream: (turn: Turn) => string;
}

/** The one call of a conversation. */
export const callId = 'call_1';

export function plain(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

export function serverSentEvent(data: unknown): string {
  return `data: ${JSON.stringify(data)}\n\n`;
}

/** As OpenAI's responses and Anthropic's messages do it: the type of each event is its name, too. */
export function namedEvents(events: readonly { readonly type: string }[]): string {
  return events.map((data) => `event: ${data.type}\n${serverSentEvent(data)}`).join('');
}
