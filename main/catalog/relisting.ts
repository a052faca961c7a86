import { reasonOf } from '../lib/thrown.ts';

/** Lists servers anew when they say that their tools changed: one listing at a time for each, however often they say it. */
export class Relisting {
  readonly #list: (server: string) => Promise<void>;
  readonly #report: (sentence: string) => void;
  readonly #running = new Set<string>();
  readonly #again = new Set<string>();

  constructor(list: (server: string) => Promise<void>, report: (sentence: string) => void) {
    this.#list = list;
    this.#report = report;
  }

  request(server: string): void {
    if (this.#running.has(server)) this.#again.add(server);
    else void this.#run(server);
  }

  async #run(server: string): Promise<void> {
    this.#running.add(server);
    do {
      this.#again.delete(server);
      await this.#list(server).catch((error: unknown) =>
        this.#report(`The changed tools of ${server} could not be listed: ${reasonOf(error)}`),
      );
    } while (this.#again.has(server));
    this.#running.delete(server);
  }
}
