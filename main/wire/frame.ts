/** JSON-RPC 2.0 frames as MCP uses them, on stdio and on the socket alike: one JSON object per line. */

export type JsonValue = null | boolean | number | string | readonly JsonValue[] | { readonly [key: string]: JsonValue };
export type JsonObject = { readonly [key: string]: JsonValue };

export type RequestId = string | number;

export interface RequestFrame {
  readonly jsonrpc: '2.0';
  readonly id: RequestId;
  readonly method: string;
  readonly params?: JsonObject;
}

export interface NotificationFrame {
  readonly jsonrpc: '2.0';
  readonly method: string;
  readonly params?: JsonObject;
}

export interface ResultFrame {
  readonly jsonrpc: '2.0';
  readonly id: RequestId;
  readonly result: JsonObject;
}

export interface ErrorFrame {
  readonly jsonrpc: '2.0';
  /** Null only where the id of the faulty request could not be read. */
  readonly id: RequestId | null;
  readonly error: { readonly code: number; readonly message: string; readonly data?: JsonValue };
}

export type Frame = RequestFrame | NotificationFrame | ResultFrame | ErrorFrame;
