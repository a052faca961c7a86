/** Single values that outlive a restart; `main/store/state-store.ts` implements it. */
export interface KeptState {
  get(key: string): string | null;
  set(key: string, value: string): void;
}

/** When each app was last connected. What Patchbay itself did about an app doesn't count. */
export class LastSeen {
  readonly #state: KeptState;
  readonly #clock: () => Date;
  #connected: ReadonlySet<string> = new Set();

  constructor(state: KeptState, clock: () => Date) {
    this.#state = state;
    this.#clock = clock;
  }

  /** ISO 8601, UTC; null: never. */
  of(app: string): string | null {
    return this.#state.get(`seen.${app}`);
  }

  /** @param apps every app that is connected now. */
  connectedAre(apps: Iterable<string>): void {
    const now = new Set(apps);
    const at = this.#clock().toISOString();
    for (const app of now.symmetricDifference(this.#connected)) this.#state.set(`seen.${app}`, at);
    this.#connected = now;
  }
}
