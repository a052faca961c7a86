/** As little of an MCP client as the measurement needs, so that the client isn't what is measured. */
export interface McpClient {
  /** Fails with the server's error. */
  request(method: string, params: object): Promise<Answer>;
  notify(method: string): Promise<void>;
  close(): Promise<void>;
}

/** Of a result, only what the measurement looks at. */
export interface Answer {
  readonly isError?: boolean;
  readonly content?: readonly { readonly text?: string }[];
  readonly tools?: readonly object[];
}

export interface Message {
  readonly id?: number;
  readonly result?: Answer;
  readonly error?: { readonly code: number; readonly message: string };
}

export async function introduce(client: McpClient): Promise<void> {
  const clientInfo = { name: 'patchbay-bench', version: '1' };
  await client.request('initialize', { protocolVersion: '2025-06-18', capabilities: {}, clientInfo });
  await client.notify('notifications/initialized');
}

/** Requests that wait for their answer, by id. */
export class PendingRequests {
  readonly #waiting = new Map<number, PromiseWithResolvers<Answer>>();
  #last = 0;

  /** Sends with the given function and waits. */
  send(write: (id: number) => void): Promise<Answer> {
    const id = ++this.#last;
    const waiting = Promise.withResolvers<Answer>();
    this.#waiting.set(id, waiting);
    write(id);
    return waiting.promise;
  }

  settle({ id, result, error }: Message): void {
    if (id === undefined) return;
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (error !== undefined) waiting?.reject(new Error(`${error.code} ${error.message}`));
    else waiting?.resolve(result ?? {});
  }

  fail(error: Error): void {
    for (const waiting of this.#waiting.values()) waiting.reject(error);
    this.#waiting.clear();
  }
}
