import { Broadcast } from '../lib/broadcast.ts';

/** Implemented by `store/`. */
export interface SwitchStore {
  get(key: string): string | null;
  set(key: string, value: string): void;
}

const key = 'paused';

/** The person's "Pause all tools". It outlives a restart: what was stopped stays stopped until the person says otherwise. */
export class PauseSwitch {
  readonly changed = new Broadcast<boolean>();
  readonly #store: SwitchStore;
  #paused: boolean;

  constructor(store: SwitchStore) {
    this.#store = store;
    this.#paused = store.get(key) === 'yes';
  }

  get isPaused(): boolean {
    return this.#paused;
  }

  set(paused: boolean): void {
    if (paused === this.#paused) return;
    this.#store.set(key, paused ? 'yes' : 'no');
    this.#paused = paused;
    this.changed.emit(paused);
  }
}
