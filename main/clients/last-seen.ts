/** Single values that outlive a restart; `main/store/state-store.ts` implements it. */
export interface KeptState {
  get(key: string): string | null;
  set(key: string, value: string): void;
}

/** When each app was last connected. What Patchbay itself did about an app doesn't count. */
export class LastSeen {
  readonly #state: KeptState;
  readonly #clock: () => Date;
  #connected: readonly string[] = [];

  constructor(state: KeptState, clock: () => Date) {
    this.#state = state;
    this.#clock = clock;
  }

  /** ISO 8601, UTC; null: never. */
  of(app: string): string | null {
    return this.#state.get(`seen.${app}`);
  }

  /** @param sessions the app of each session that is open now. @returns whether somebody came or left. */
  connectedAre(sessions: readonly string[]): boolean {
    const before = this.#connected;
    this.#connected = sessions.toSorted();
    const at = this.#clock().toISOString();
    for (const app of new Set(before).symmetricDifference(new Set(sessions))) this.#state.set(`seen.${app}`, at);
    return before.join() !== this.#connected.join();
  }
}
