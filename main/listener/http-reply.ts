import type { ServerResponse } from 'node:http';
import type { ErrorFrame, Frame, ResultFrame } from '../wire/frame.ts';
import { jsonText } from '../wire/json-text.ts';

export type AnswerFrame = ResultFrame | ErrorFrame;

/** Where the answer to one request goes, and what is sent for it before. */
export interface Reply {
  /** Whether there was a place for it. */
  tell(frame: Frame): boolean;
  answer(frame: AnswerFrame): void;
  /** There will be no answer. */
  abandon(): void;
  /** Whether the client is slow to take it. */
  readonly isCongested: boolean;
  drained(): Promise<void>;
}

export function sendJson(
  response: ServerResponse,
  status: number,
  frame: AnswerFrame,
  headers: Readonly<Record<string, string>> = {},
): void {
  const body = jsonText(frame);
  response.writeHead(status, { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body), ...headers });
  response.end(body);
}

/** For a client that takes no stream: the answer alone. */
export class JsonReply implements Reply {
  readonly isCongested = false;
  readonly #response: ServerResponse;
  readonly #headers: Readonly<Record<string, string>>;

  constructor(response: ServerResponse, headers: Readonly<Record<string, string>>) {
    this.#response = response;
    this.#headers = headers;
  }

  tell(): boolean {
    return false;
  }

  answer(frame: AnswerFrame): void {
    sendJson(this.#response, 200, frame, this.#headers);
  }

  abandon(): void {
    this.#response.writeHead(204, this.#headers).end();
  }

  drained(): Promise<void> {
    return Promise.resolve();
  }
}
