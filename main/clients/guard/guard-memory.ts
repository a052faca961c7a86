import { z } from 'zod';
import { type AppDrift, isOfEntry } from '../../../contract/known-apps.ts';
import type { FoundDrift, GoodFile } from '../app-drift.ts';
import type { KeptState } from '../last-seen.ts';

/** An entry that was mended and lost again so often is left alone: somebody wants it gone. */
const lossesForgiven = 3;
/** Losses further apart have nothing to do with each other, such as those by updates of the app. Milliseconds. */
const lossesForgottenMs = 7 * 86_400_000;

const fileShape = z.object({
  /** Other servers that stood there when it was wired; null: not looked at yet. */
  known: z.array(z.string()).nullable(),
  losses: z.number().int(),
  lastLossAt: z.string().nullable(),
  drift: z.array(z.object({ kind: z.enum(['lost', 'changed', 'others-lost', 'bypass']), message: z.string(), since: z.string() })),
  /** The file as it last was in order: which servers stood there, by name, and a hash (SHA-256, in hex) of all that they said. */
  good: z
    .object({
      id: z.string(),
      at: z.string(),
      servers: z.array(z.string()),
      hash: z.string(),
      /** It stays so while nobody can tell what the file says. */
      isMissed: z.boolean().default(false),
    })
    .nullable()
    .default(null),
});
type FileMemory = z.infer<typeof fileShape>;

const memoryShape = z.record(z.string(), z.record(z.string(), fileShape));

const blank: FileMemory = { known: null, losses: 0, lastLossAt: null, drift: [], good: null };

export interface NotedDrift {
  readonly drift: readonly AppDrift[];
  /** Those that weren't known before. */
  readonly fresh: readonly AppDrift[];
  /** Something that was told is no longer so. */
  readonly isLess: boolean;
}

/** What the guard has to know after a restart: since when something is wrong, how often it was, and what was there before. */
export class GuardMemory {
  readonly #state: KeptState;
  readonly #clock: () => Date;
  readonly #apps: Map<string, Record<string, FileMemory>>;

  constructor(state: KeptState, clock: () => Date) {
    this.#state = state;
    this.#clock = clock;
    this.#apps = new Map(Object.entries(remembered(state.get('guard'))));
  }

  knownServers(app: string): ReadonlyMap<string, ReadonlySet<string>> {
    const files = Object.entries(this.#apps.get(app) ?? {});
    return new Map(files.flatMap(([path, { known }]) => (known === null ? [] : [[path, new Set(known)] as const])));
  }

  /** What was found last. */
  drift(app: string): AppDrift[] {
    return Object.entries(this.#apps.get(app) ?? {}).flatMap(([path, file]) => file.drift.map((drift) => shown(path, file, drift)));
  }

  /** @param found everything that is wrong now. @param counts a fresh loss is one of the three. */
  note(app: string, found: readonly FoundDrift[], counts: boolean): NotedDrift {
    const before = this.drift(app);
    const isNew = ({ kind, path, message }: FoundDrift) =>
      !before.some((old) => old.kind === kind && old.path === path && old.message === message);
    const paths = new Set([...found.map(({ path }) => path), ...before.map(({ path }) => path)]);
    for (const path of paths) {
      const here = found.filter((drift) => drift.path === path);
      const isLoss = counts && here.some((drift) => isOfEntry(drift) && isNew(drift));
      const isMissed = here.some(({ kind }) => kind === 'others-lost');
      this.#change(app, path, (file) => ({
        ...(isLoss ? this.#lostAgain(file) : file),
        ...(isMissed && file.good !== null && { good: { ...file.good, isMissed } }),
        drift: here.map((drift) => this.#since(drift, file)),
      }));
    }
    const drift = this.drift(app);
    return {
      drift,
      fresh: drift.filter(isNew),
      isLess: before.some((old) => !found.some(({ kind, path }) => kind === old.kind && path === old.path)),
    };
  }

  /** The servers that stand beside a new entry of ours; those are no news. */
  meets(app: string, path: string, servers: readonly string[]): void {
    this.#change(app, path, (file) => ({ ...file, known: [...servers] }));
  }

  /** The person says anew what is to be done: losses count from now on. */
  forgive(app: string, paths: readonly string[]): void {
    for (const path of paths) this.#change(app, path, (file) => ({ ...file, losses: 0, lastLossAt: null }));
  }

  /** The person wired it: what was before is forgotten, but for other servers that are gone. */
  startAnew(app: string, paths: readonly string[]): void {
    this.forgive(app, paths);
    for (const path of paths) this.#keepDrift(app, path, ({ kind }) => kind === 'others-lost');
  }

  /** Other servers that are gone are what the person wants. */
  letGo(app: string, paths: readonly string[]): void {
    for (const path of paths) {
      this.#keepDrift(app, path, ({ kind }) => kind !== 'others-lost');
      this.#change(app, path, (file) => ({ ...file, good: null }));
    }
  }

  /** The entry is back. */
  mended(app: string, paths: readonly string[]): void {
    for (const path of paths) this.#keepDrift(app, path, (drift) => !isOfEntry(drift));
  }

  /** By path. */
  goodFiles(app: string): ReadonlyMap<string, GoodFile & { readonly hash: string }> {
    const files = Object.entries(this.#apps.get(app) ?? {});
    return new Map(
      files.flatMap(([path, { good }]) => {
        if (good === null) return [];
        const { id, at, ...rest } = good;
        return [[path, { backup: { id, at }, ...rest }] as const];
      }),
    );
  }

  /** The file is in order, and was kept as it is. */
  isGood(app: string, path: string, good: Omit<NonNullable<FileMemory['good']>, 'isMissed'>): void {
    this.#change(app, path, (file) => ({ ...file, good: { ...good, isMissed: false } }));
  }

  /** Only these files of the app are wired; of others, only what is wrong with them is kept, as long as any is. */
  keepOnly(app: string, paths: readonly string[]): void {
    const files = this.#apps.get(app) ?? {};
    const kept = Object.fromEntries(
      Object.entries(files).filter(([path, { drift }]) => paths.includes(path) || (paths.length > 0 && drift.length > 0)),
    );
    if (Object.keys(kept).length === Object.keys(files).length) return;
    this.#apps.set(app, kept);
    this.#keep();
  }

  #keepDrift(app: string, path: string, isKept: (drift: FileMemory['drift'][number]) => boolean): void {
    this.#change(app, path, (file) => ({ ...file, drift: file.drift.filter(isKept) }));
  }

  #lostAgain(file: FileMemory): FileMemory {
    const now = this.#clock();
    const isLongAgo = file.lastLossAt !== null && now.getTime() - Date.parse(file.lastLossAt) > lossesForgottenMs;
    return { ...file, losses: (isLongAgo ? 0 : file.losses) + 1, lastLossAt: now.toISOString() };
  }

  #since({ kind, message }: FoundDrift, file: FileMemory): FileMemory['drift'][number] {
    const old = file.drift.find((drift) => drift.kind === kind);
    return { kind, message, since: old?.since ?? this.#clock().toISOString() };
  }

  #change(app: string, path: string, change: (file: FileMemory) => FileMemory): void {
    const files = this.#apps.get(app) ?? {};
    const file = change(files[path] ?? blank);
    if (JSON.stringify(file) === JSON.stringify(files[path])) return;
    this.#apps.set(app, { ...files, [path]: file });
    this.#keep();
  }

  #keep(): void {
    this.#state.set('guard', JSON.stringify(Object.fromEntries(this.#apps)));
  }
}

function shown(path: string, { losses, good }: FileMemory, { kind, message, since }: FileMemory['drift'][number]): AppDrift {
  const backup = kind === 'others-lost' && good !== null ? { backup: { id: good.id, at: good.at } } : {};
  return { kind, path, message, since, leftAlone: isOfEntry({ kind }) && losses >= lossesForgiven, ...backup };
}

/** Damaged, it is as good as none: every file is looked at anew. */
function remembered(text: string | null): z.infer<typeof memoryShape> {
  try {
    return memoryShape.parse(JSON.parse(text ?? '{}'));
  } catch {
    // What was known before is lost; what is wrong now will be found again.
    return {};
  }
}
