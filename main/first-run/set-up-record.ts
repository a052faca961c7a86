import { z } from 'zod';
import { setUpResult } from '../../contract/first-run.ts';

/** Implemented by `store/`. */
export interface SetUpStore {
  get(key: string): string | null;
  set(key: string, value: string): void;
}

const recordShape = z.object({
  state: z.enum(['done', 'later']),
  result: setUpResult.nullable(),
  /** What setting up brought, so that exactly that can be taken back. */
  apps: z.array(z.string()),
  /** Of those apps, since when they are wired. */
  wirings: z.record(z.string(), z.string()).default({}),
  servers: z.array(z.string()),
  /** Of those servers, what they run or connect to. */
  commands: z.record(z.string(), z.string()).default({}),
  secrets: z.array(z.string()),
  /** Of those secrets, when they got their values. */
  values: z.record(z.string(), z.string()).default({}),
});
export type SetUpRecord = z.infer<typeof recordShape>;

const key = 'first-run';

/** Durable with every write: a kill in the middle of setting up leaves what can be undone. */
export class SetUpMemory {
  readonly #store: SetUpStore;

  constructor(store: SetUpStore) {
    this.#store = store;
  }

  /** Null: nobody has set up or put it off. */
  read(): SetUpRecord | null {
    const text = this.#store.get(key);
    if (text === null) return null;
    return recordShape.parse(JSON.parse(text));
  }

  write(record: SetUpRecord): void {
    this.#store.set(key, JSON.stringify(record));
  }

  /** Adds what is about to be brought, or takes out what didn't come about or is gone again. */
  change(change: (record: SetUpRecord) => Partial<SetUpRecord>): void {
    const record = this.read() ?? {
      state: 'later',
      result: null,
      apps: [],
      wirings: {},
      servers: [],
      commands: {},
      secrets: [],
      values: {},
    };
    this.write({ ...record, ...change(record) });
  }
}

export function canUndo(record: SetUpRecord | null): boolean {
  return record !== null && record.apps.length + record.servers.length + record.secrets.length > 0;
}
