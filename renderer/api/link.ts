/** Whether the core can be reached: `refused` means that it answers, but not to this address (the token is wrong or too old). */
export type LinkState = 'connecting' | 'open' | 'lost' | 'refused';

/** The state of the connection to the core, as React's external store wants it. */
export class Link {
  #state: LinkState;
  readonly #listeners = new Set<() => void>();

  constructor(initial: LinkState) {
    this.#state = initial;
  }

  readonly state = (): LinkState => this.#state;

  readonly watch = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  };

  move(next: LinkState): void {
    if (next === this.#state) return;
    this.#state = next;
    for (const listener of this.#listeners) listener();
  }
}
