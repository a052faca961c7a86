import { fieldsOf } from '../lib/json-record.ts';
import type { RequestId } from '../wire/frame.ts';
import { parseFields } from './message.ts';

/** How many an app may have; beyond, the oldest is not replayed. */
const mostSubscriptions = 1000;

/** What an app asked for that goes on until it says otherwise: its log level and its subscriptions to resources (2025-11-25 and before). */
export class StandingRequests {
  readonly #asked = new Map<string, Buffer>();
  /** Ids of what was replayed: the app never sees these answers. */
  readonly #replayed = new Set<RequestId>();

  /** A request of the app was sent. */
  sent(method: string, line: Buffer): void {
    if (method === 'logging/setLevel') this.#asked.set('level', line);
    if (method === 'resources/subscribe') this.#subscribe(keyOf(line), line);
    if (method === 'resources/unsubscribe') this.#asked.delete(keyOf(line));
  }

  /** The lines that tell a new Patchbay all of it again. */
  replay(prefix: string): Buffer[] {
    this.#replayed.clear();
    return [...this.#asked.values()].map((line, index) => {
      const id = `${prefix}-${index}`;
      this.#replayed.add(id);
      return Buffer.from(`${JSON.stringify({ ...parseFields(line), id })}\n`);
    });
  }

  /** Whether an answer under this id belongs to what was replayed. Says so once. */
  answered(id: RequestId): boolean {
    return this.#replayed.delete(id);
  }

  #subscribe(key: string, line: Buffer): void {
    const oldest = [...this.#asked.keys()].find((known) => known !== 'level');
    if (this.#asked.size > mostSubscriptions && oldest !== undefined) this.#asked.delete(oldest);
    this.#asked.set(key, line);
  }
}

function keyOf(line: Buffer): string {
  return `uri ${String(fieldsOf(parseFields(line)['params'])['uri'])}`;
}
