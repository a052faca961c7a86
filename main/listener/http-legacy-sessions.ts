import { randomBytes } from 'node:crypto';
import { HttpRefusal, tooMany } from './http-refusal.ts';
import { LegacyChannel } from './http-legacy-channel.ts';

const sessionsPerApp = 256;
/** A session that nobody used for so long ends. Milliseconds. */
const longestIdleMs = 30 * 60_000;
/** Where an app has too many, only one that was idle for so long makes room. Milliseconds. */
const shortestIdleMs = 60_000;

/** The sessions of the legacy era, each bound to the app that began it: the id alone opens nothing (CVE-2026-52869). */
export class LegacySessions {
  readonly #sessions = new Map<string, LegacyChannel>();

  /** @throws HttpRefusal 503 where the app has too many and none of them is idle. */
  open(app: string): LegacyChannel {
    const ofApp = [...this.#sessions.values()].filter((session) => session.app === app);
    if (ofApp.length >= sessionsPerApp) makeRoom(ofApp);
    const id = randomBytes(32).toString('base64url');
    const session = new LegacyChannel(id, app, () => this.#sessions.delete(id));
    this.#sessions.set(id, session);
    return session;
  }

  /** @throws HttpRefusal 400 without an id, 404 where this app has no such session. */
  find(app: string, id: string | undefined): LegacyChannel {
    if (id === undefined) throw new HttpRefusal(400, 'This needs the Mcp-Session-Id that the answer to initialize gave.');
    const session = this.#sessions.get(id);
    if (session?.app !== app) throw new HttpRefusal(404, 'There is no such session, or no longer: send initialize again.');
    return session;
  }

  /** Ends what nobody uses. */
  sweep(): void {
    for (const session of this.#sessions.values()) {
      session.sweep();
      if (session.idleMs > longestIdleMs) void session.close();
    }
  }

  async close(): Promise<void> {
    await Promise.all([...this.#sessions.values()].map((session) => session.close()));
  }
}

function makeRoom(sessions: readonly LegacyChannel[]): void {
  const [longest] = sessions.toSorted((one, other) => other.idleMs - one.idleMs);
  if (longest === undefined || longest.idleMs < shortestIdleMs)
    throw tooMany(`This app has ${sessionsPerApp} sessions open already: end some with DELETE.`, 503);
  void longest.close();
}
