import type { Session as SessionModel } from '../../contract/models.ts';
import { Broadcast } from '../lib/broadcast.ts';
import type { Channel } from '../wire/channel.ts';
import type { JsonObject } from '../wire/frame.ts';
import { Session } from './session.ts';
import type { SessionSurroundings } from './surroundings.ts';

/** Every connection of every app. */
export class Sessions implements AsyncDisposable {
  readonly changed = new Broadcast<void>();
  /** A session ended; its answers "for this session" end with it. */
  readonly ended = new Broadcast<string>();
  readonly #open = new Map<string, Session>();
  readonly #around: SessionSurroundings;

  constructor(around: Omit<SessionSurroundings, 'changed'>) {
    this.#around = { ...around, changed: () => this.changed.emit() };
  }

  open(app: string, channel: Channel): void {
    const session = new Session(app, channel, this.#around);
    this.#open.set(session.id, session);
    void session.closed.then(() => this.#forget(session.id));
    session.start();
    this.changed.emit();
  }

  list(): readonly SessionModel[] {
    return [...this.#open.values()].map((session) => session.model());
  }

  /** After a change of the catalog, the settings or a server. */
  listsMayHaveChanged(): void {
    for (const session of this.#open.values()) session.listsMayHaveChanged();
  }

  /** A server says that a resource changed: `params` as it sent them. */
  resourceUpdated(server: string, params: JsonObject): void {
    for (const session of this.#open.values()) session.resourceUpdated(server, params);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.#open.values()].map((session) => session.close()));
  }

  #forget(id: string): void {
    this.#open.delete(id);
    this.ended.emit(id);
    this.changed.emit();
  }
}
