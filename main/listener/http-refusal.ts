import type { ServerResponse } from 'node:http';
import type { RequestId } from '../wire/frame.ts';
import { errorNumbers, invalidRequest, type JsonRpcError } from '../wire/error-numbers.ts';

export interface RefusalDetails {
  /** Of the JSON-RPC error in the body; -32600 where nothing else fits. */
  readonly code?: number;
  readonly data?: JsonRpcError['data'];
  readonly id?: RequestId | null;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A request that is answered by a status alone: nobody behind the endpoint hears of it. */
export class HttpRefusal extends Error {
  readonly status: number;
  readonly details: RefusalDetails;

  constructor(status: number, sentence: string, details: RefusalDetails = {}) {
    super(sentence);
    this.status = status;
    this.details = details;
  }

  /** The same for the request that has this id. */
  static of(status: number, { code, message, data }: JsonRpcError, id: RequestId): HttpRefusal {
    return new HttpRefusal(status, message, { code, data, id });
  }
}

export function tooMany(sentence: string, status: 429 | 503 = 429): HttpRefusal {
  return new HttpRefusal(status, sentence, { code: errorNumbers.rate_limited, headers: { 'Retry-After': '30' } });
}

/**
 * Answers with the JSON-RPC error; without an id where the request's can't be known (streamable HTTP: "an error response that has no id").
 * Where a body was not asked for, it is never read: the connection ends. What follows one that is too long is thrown away, so that a client
 * that goes on sending hears why.
 */
export function refuse(response: ServerResponse, { status, message, details }: HttpRefusal): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const { code = invalidRequest, data, id, headers } = details;
  const error = { code, message, ...(data !== undefined && { data }) };
  const body = JSON.stringify({ jsonrpc: '2.0', ...(id !== undefined && id !== null && { id }), error });
  const unread = response.req.complete || status === 413 ? {} : { Connection: 'close' };
  response.writeHead(status, { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body), ...unread, ...headers });
  response.end(body);
}
