import { reasonOf } from '../lib/thrown.ts';
import type { AnnouncedKind } from './offer.ts';

/**
 * Milliseconds between two listings of the same: a server that always says "changed" must not keep itself and us busy. Less than a second,
 * so that whatever was announced, apps can see a second later what it was.
 */
const pause = 750;

/** Lists anew what servers say has changed: at once, one listing at a time for each kind, and then at most one per `pause`. */
export class Relisting implements Disposable {
  readonly #list: (server: string, kind: AnnouncedKind) => Promise<void>;
  readonly #report: (sentence: string) => void;
  readonly #subjects = new Map<string, Subject>();

  /** `list` does nothing for a server that no longer runs. */
  constructor(list: (server: string, kind: AnnouncedKind) => Promise<void>, report: (sentence: string) => void) {
    this.#list = list;
    this.#report = report;
  }

  request(server: string, kind: AnnouncedKind): void {
    const key = `${kind} ${server}`;
    const subject = this.#subjects.get(key) ?? { server, kind, running: null, pausing: null, again: false };
    this.#subjects.set(key, subject);
    if (subject.running !== null || subject.pausing !== null) subject.again = true;
    else void this.#run(subject);
  }

  /** Lists anew, for an app that is to be told, unless that was done just now. Resolves when it is done, or after `limitMs` milliseconds. */
  async refresh(server: string, kind: AnnouncedKind, limitMs: number): Promise<void> {
    const subject = this.#subjects.get(`${kind} ${server}`);
    if (subject === undefined || (subject.running === null && subject.pausing === null)) this.request(server, kind);
    const limit = Promise.withResolvers<void>();
    const timer = setTimeout(limit.resolve, limitMs);
    await Promise.race([this.#subjects.get(`${kind} ${server}`)?.running, limit.promise]);
    clearTimeout(timer);
  }

  /** Resolves when everything that the server has announced until now is listed: a call must not be judged by what is outdated. */
  async settled(server: string, kind: AnnouncedKind): Promise<void> {
    const subject = this.#subjects.get(`${kind} ${server}`);
    if (subject === undefined) return;
    await subject.running;
    if (subject.again) await (subject.running ?? this.#run(subject));
  }

  [Symbol.dispose](): void {
    for (const subject of this.#subjects.values()) {
      subject.again = false;
      clearTimeout(subject.pausing ?? undefined);
    }
  }

  #run(subject: Subject): Promise<void> {
    const { server, kind } = subject;
    clearTimeout(subject.pausing ?? undefined);
    subject.pausing = null;
    subject.again = false;
    const run = Promise.resolve()
      .then(() => this.#list(server, kind))
      .catch((error: unknown) => this.#report(`The changed ${kind} of ${server} could not be listed: ${reasonOf(error)}`))
      .finally(() => this.#rest(subject));
    subject.running = run;
    return run;
  }

  #rest(subject: Subject): void {
    subject.running = null;
    const timer = setTimeout(() => {
      subject.pausing = null;
      if (subject.again) void this.#run(subject);
    }, pause);
    subject.pausing = timer.unref();
  }
}

/** One kind of list of one server. */
interface Subject {
  readonly server: string;
  readonly kind: AnnouncedKind;
  running: Promise<void> | null;
  pausing: NodeJS.Timeout | null;
  again: boolean;
}
