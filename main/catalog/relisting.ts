import { reasonOf } from '../lib/thrown.ts';

/** Milliseconds between two listings of one server: one that always says "changed" must not keep itself and us busy. */
const pause = 1_000;

/** Lists servers anew when they say that their tools changed: at once, one listing at a time for each, and then at most one a second. */
export class Relisting implements Disposable {
  readonly #list: (server: string) => Promise<void>;
  readonly #report: (sentence: string) => void;
  readonly #running = new Map<string, Promise<void>>();
  readonly #pausing = new Map<string, NodeJS.Timeout>();
  readonly #again = new Set<string>();

  /** `list` does nothing for a server that no longer runs. */
  constructor(list: (server: string) => Promise<void>, report: (sentence: string) => void) {
    this.#list = list;
    this.#report = report;
  }

  request(server: string): void {
    if (this.#running.has(server) || this.#pausing.has(server)) this.#again.add(server);
    else void this.#run(server);
  }

  /** Resolves when everything that the server has announced until now is listed: a call must not be judged by what is outdated. */
  async settled(server: string): Promise<void> {
    await this.#running.get(server);
    if (this.#again.has(server)) await (this.#running.get(server) ?? this.#run(server));
  }

  [Symbol.dispose](): void {
    for (const timer of this.#pausing.values()) clearTimeout(timer);
    this.#pausing.clear();
  }

  #run(server: string): Promise<void> {
    clearTimeout(this.#pausing.get(server));
    this.#again.delete(server);
    const run = Promise.resolve()
      .then(() => this.#list(server))
      .catch((error: unknown) => this.#report(`The changed tools of ${server} could not be listed: ${reasonOf(error)}`))
      .finally(() => this.#rest(server));
    this.#running.set(server, run);
    return run;
  }

  #rest(server: string): void {
    this.#running.delete(server);
    const timer = setTimeout(() => {
      this.#pausing.delete(server);
      if (this.#again.has(server)) void this.#run(server);
    }, pause);
    this.#pausing.set(server, timer.unref());
  }
}
