import { NamedError } from '../../contract/errors.ts';
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

  /** For everything but tools that lets a server do or tell something. @throws NamedError `paused` */
  refuse(): void {
    if (this.#paused) throw new NamedError('paused', 'The person paused all tools. Wait until they are resumed in Patchbay.');
  }

  set(paused: boolean): void {
    if (paused === this.#paused) return;
    this.#store.set(key, paused ? 'yes' : 'no');
    this.#paused = paused;
    this.changed.emit(paused);
  }
}
