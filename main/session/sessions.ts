import type { Session as SessionModel } from '../../contract/models.ts';
import { Broadcast } from '../lib/broadcast.ts';
import type { Channel } from '../wire/channel.ts';
import type { Era } from '../protocol/versions.ts';
import type { NotificationFrame } from '../wire/frame.ts';
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

  /** The app of each open session. */
  apps(): string[] {
    return [...this.#open.values()].map(({ app }) => app);
  }

  list(): readonly SessionModel[] {
    return [...this.#open.values()].map((session) => session.model());
  }

  /** After a change of the catalog, the settings or a server. */
  listsMayHaveChanged(): void {
    for (const session of this.#open.values()) session.listsMayHaveChanged();
  }

  /** A server told something that belongs to no request: `frame` as it sent it. */
  serverTold(server: string, frame: NotificationFrame): void {
    for (const session of this.#open.values()) session.serverTold(server, frame);
  }

  /** A task of the app changed. */
  taskTold(app: string, era: Era, frame: NotificationFrame): void {
    for (const session of this.#open.values()) if (session.app === app) session.taskTold(era, frame);
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
