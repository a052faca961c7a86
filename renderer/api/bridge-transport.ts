import type { Transport } from '../../contract/client.ts';
import type { Answer } from '../../contract/contract.ts';
import type { Connection } from './connection.ts';
import { Link } from './link.ts';
import { Unreachable } from './unreachable.ts';

declare global {
  interface Window {
    /** Exposed by the preload in Electron; absent in a browser tab. */
    readonly patchbay?: Transport;
  }
}

const retryMs = 2_000;

/** The contract over Electron's IPC. The link counts as lost while calls reject, which is when the main process can't answer. */
export class BridgeTransport implements Connection {
  readonly link = new Link('open');
  readonly shell = 'desktop';
  readonly #bridge: Transport;

  constructor(bridge: Transport) {
    this.#bridge = bridge;
  }

  async call(method: string, input: unknown): Promise<Answer> {
    try {
      const answer = await this.#bridge.call(method, input);
      this.link.move('open');
      return answer;
    } catch (error) {
      this.#lose();
      throw new Unreachable(error);
    }
  }

  subscribe(event: string, listener: (value: unknown) => void): () => void {
    return this.#bridge.subscribe(event, listener);
  }

  retry(): void {
    // A rejection has already moved the link; there is nothing more to tell.
    this.call('status.get', {}).catch(() => undefined);
  }

  #lose(): void {
    this.link.move('lost');
    setTimeout(() => {
      if (this.link.state() === 'lost') this.retry();
    }, retryMs);
  }
}
