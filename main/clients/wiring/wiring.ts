import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { AppBackup } from '../../../contract/known-apps.ts';
import { NamedError } from '../../../contract/errors.ts';
import { OneAtATime } from '../../lib/one-at-a-time.ts';
import { type Backup, Backups } from './backups.ts';
import { findFile } from './find-file.ts';
import { GoodFiles, type KeptFile } from './good-files.ts';
import { applyPlan, checkPlan } from './apply-plan.ts';
import { restoredChange } from './plan-restore.ts';
import { unwiredChange } from './plan-unwire.ts';
import { wiredChange } from './plan-wire.ts';
import type { FileChange, FoundFile, Plan, WiredRecord, WiringApp, WiringFile } from './wired-file.ts';
import { WiringRecords } from './wiring-records.ts';

/** Backups of each file. */
const keptPerFile = 20;

/**
 * Puts Patchbay into the files of AI apps and takes it out again. A plan reads and changes nothing; `apply` makes it happen as long as
 * every file is still what was planned for.
 */
export class Wiring {
  readonly #backups: Backups;
  readonly #goodFiles: GoodFiles;
  readonly #records: WiringRecords;
  readonly #now: () => Date;
  /** Records are read, changed and written as one. */
  readonly #turns = new OneAtATime();

  /** @param home Patchbay's own folder. */
  constructor(home: string, now: () => Date = () => new Date()) {
    this.#backups = new Backups(join(home, 'backups'), keptPerFile);
    this.#goodFiles = new GoodFiles(join(home, 'last-good'));
    this.#records = new WiringRecords(join(home, 'wiring.json'));
    this.#now = now;
  }

  /** What Patchbay did to the files of an app and still stands. */
  async wired(app: string): Promise<WiredRecord[]> {
    return (await this.#all()).filter((record) => record.app === app);
  }

  /** Newest first. */
  async backups(app: string): Promise<AppBackup[]> {
    const backups = await this.#backups.list(app);
    return backups.map(({ id, path, at, bytes, reason, absent }) => ({ id, path, at, bytes, reason, absent }));
  }

  /**
   * Keeps a wired file as it stands, so that `planRestore` can bring it back.
   * @param text as it was read.
   * @returns null where it says something else by now, or isn't wired.
   * @throws NamedError `forbidden` where it isn't a file that Patchbay would change.
   */
  keepGood(app: string, path: string, text: string): Promise<KeptFile | null> {
    return this.#turns.run(async () => {
      const record = (await this.#records.all()).find((each) => each.app === app && each.path === path);
      return record === undefined ? null : this.#goodFiles.keep(record, text, this.#now());
    });
  }

  /**
   * Patchbay's entry into every file of the app.
   * @param wish `takeOver`: names of servers that leave these files with it. `isMend`: nobody asked for it, the entry was lost.
   * @throws NamedError `invalid_input` (a fault, with line and column), `forbidden`, `conflict` (wired for another app already).
   */
  async planWire(app: WiringApp, { takeOver = [], isMend = false }: WireWish = {}): Promise<Plan> {
    const records = await this.#all();
    for (const file of app.files) refuseShared(app, file, records);
    const at = this.#now();
    const planned = await Promise.all(
      app.files.map(async (file) => {
        const found = await findFile(file.path, file.within);
        const record = recordOf(records, app.id, file);
        const backup = await this.#backups.nextId(app.id, at);
        return { found, change: wiredChange({ app, file, found, record, takeOver, isMend, backup, at }) };
      }),
    );
    const changes = planned.map(({ change }) => change);
    return { ...planOf(app.id, 'wire', planned), takesOver: takeOver.filter((name) => changes.some((change) => isLeaving(change, name))) };
  }

  /**
   * Patchbay's entry out of the app's files, and out of those of the person's own that it was once put into.
   * @throws NamedError as `planWire`.
   */
  async planUnwire(app: WiringApp): Promise<Plan> {
    const records = (await this.#all()).filter((record) => record.app === app.id);
    const alsoOwn = app.files.some(({ scope }) => scope === 'user');
    const others = records.filter((record) => alsoOwn && record.scope === 'user' && !app.files.some((file) => isFor(record, file)));
    const planned = await Promise.all(
      [...app.files, ...others].map(async ({ path, within, place }) => {
        const found = await findFile(path, within);
        const record = recordOf(records, app.id, { path, place });
        const original = await this.#originals(app.id, record);
        const backup = await this.#backups.nextId(app.id, this.#now());
        return { found, change: unwiredChange({ app: app.id, within, backup, place, found, record, original }) };
      }),
    );
    return planOf(app.id, 'unwire', planned);
  }

  /** A file back to the bytes of a backup, or of `keepGood`. @throws NamedError `not_found`, `forbidden`. */
  async planRestore(app: WiringApp, backup: string): Promise<Plan> {
    const { about, bytes } = await this.#kept(app, backup);
    const { path, within, place, mode } = about;
    const found = await findFile(path, within);
    const record = recordOf(await this.#all(), app.id, { path, place });
    const change = restoredChange({
      app: app.id,
      within,
      backup: await this.#backups.nextId(app.id, this.#now()),
      place,
      found,
      record,
      bytes,
      mode,
    });
    return planOf(app.id, 'restore', [{ found, change }]);
  }

  /** Whether `apply` could begin. @throws as it does. */
  check(plan: Plan): Promise<void> {
    return checkPlan(plan);
  }

  /**
   * All of the plan or nothing of it. What stood in each file is kept first.
   * @throws NamedError `conflict` (a file isn't what was planned for), `forbidden` (the system refuses); nothing was changed then.
   */
  apply(plan: Plan): Promise<void> {
    return this.#turns.run(async () => {
      await applyPlan(plan, { backups: this.#backups, records: this.#records, now: this.#now });
      if (plan.action === 'wire') return;
      const records = await this.#records.all();
      const wired = records.filter(({ app }) => app === plan.app);
      await this.#goodFiles.keepOnly(plan.app, wired).catch(() => undefined);
    });
  }

  async #kept({ id: app, label }: WiringApp, id: string): Promise<{ readonly about: Backup; readonly bytes: Buffer | null }> {
    for (const store of [this.#backups, this.#goodFiles]) {
      const about = (await store.list(app)).find((backup) => backup.id === id);
      if (about !== undefined) return { about, bytes: await store.read(app, id) };
    }
    throw new NamedError('not_found', `There is no backup ${id} of ${label}.`);
  }

  #all(): Promise<WiredRecord[]> {
    return this.#turns.run(() => this.#records.all());
  }

  /** The bytes of the backups that a record names. */
  async #originals(app: string, record: WiredRecord | null): Promise<(backup: string) => Buffer | null | undefined> {
    const ids = record === null ? [] : [...(record.base === null ? [] : [record.base]), ...record.moved.map(({ backup }) => backup)];
    const read = ids.map(async (id) => [id, await this.#backups.read(app, id).catch(() => undefined)] as const);
    const originals = new Map(await Promise.all(read));
    return (backup) => originals.get(backup);
  }
}

interface WireWish {
  readonly takeOver?: readonly string[];
  readonly isMend?: boolean;
}

interface Planned {
  readonly change: FileChange;
  readonly found: FoundFile;
}

/** Files that have nothing to do with it are left out. */
function planOf(app: string, action: Plan['action'], planned: readonly Planned[]): Plan {
  const concerned = planned.filter(({ change }) => change.diff !== '' || change.record !== null || action === 'unwire');
  return {
    id: randomBytes(16).toString('hex'),
    app,
    action,
    changes: concerned.map(({ change }) => change),
    takesOver: [],
    warnings: concerned.flatMap((each) => (each.change.diff === '' ? [] : warningsOf(each.found, action))),
  };
}

function warningsOf({ remarks, exposed }: FoundFile, action: Plan['action']): string[] {
  return [...remarks, ...(exposed === null || action === 'unwire' ? [] : [exposed])];
}

function isFor(record: WiredRecord, { path, place }: Pick<WiringFile, 'path' | 'place'>): boolean {
  return record.path === path && record.place.keyPath.join('\0') === place.keyPath.join('\0');
}

function recordOf(records: readonly WiredRecord[], app: string, file: Pick<WiringFile, 'path' | 'place'>): WiredRecord | null {
  return records.find((record) => record.app === app && isFor(record, file)) ?? null;
}

/** Two apps that read the same file share the entry of the one that was wired first. */
function refuseShared(app: WiringApp, file: WiringFile, records: readonly WiredRecord[]): void {
  const other = records.find((record) => record.app !== app.id && isFor(record, file));
  if (other === undefined) return;
  throw new NamedError(
    'conflict',
    `${file.path} is wired for ${other.app} already, and ${app.label} reads the same file: there is nothing to do.`,
    {
      path: file.path,
      app: other.app,
    },
  );
}

function isLeaving({ record, backup }: FileChange, name: string): boolean {
  return record?.moved.some((moved) => moved.backup === backup && moved.names.includes(name)) ?? false;
}
