import { type AppDrift, isOfEntry, type KnownApp } from '../../../contract/known-apps.ts';
import { NamedError } from '../../../contract/errors.ts';
import { Broadcast } from '../../lib/broadcast.ts';
import { OneAtATime } from '../../lib/one-at-a-time.ts';
import type { Client } from '../known/client.ts';
import { knownClients } from '../known/clients.ts';
import { type KnownApps, type Looked, serversBeside } from '../known-apps.ts';
import { hashOf } from '../wiring/hash.ts';
import type { Wiring } from '../wiring/wiring.ts';
import { serverKey } from '../app-drift.ts';
import type { FileLook } from '../app-look.ts';
import { FileWatch } from './file-watch.ts';
import type { GuardMemory } from './guard-memory.ts';

/** A program that saves in steps is left to finish. Milliseconds without a change. */
const settlingMs = 250;
/** A file that is written without a pause is looked at all the same. Milliseconds from its first change. */
const longestSettlingMs = 2_000;
/** Milliseconds. */
const lookAgainMs = 60_000;

export interface GuardParts {
  readonly apps: Pick<KnownApps, 'look' | 'wired'>;
  readonly memory: GuardMemory;
  readonly guard: (app: string) => KnownApp['guard'];
  /** As `Wiring.keepGood`. */
  readonly keepGood: Wiring['keepGood'];
  /** Puts Patchbay's entry back into these projects' files (null: the person's own). @throws NamedError where it can't. */
  readonly mend: (client: Client, project: string | null) => Promise<void>;
  /** Puts what happened into the log. */
  readonly note: (happened: { readonly kind: string; readonly app: string; readonly detail: string }) => void;
  readonly report: (sentence: string, error?: unknown) => void;
  /** How often everything is looked at anew, whatever the watch told. Milliseconds. */
  readonly lookAgainMs?: number;
}

/**
 * Looks after the files in which Patchbay was wired: an entry that is lost or changed, and a server that the app begins to talk to directly, is
 * told within seconds; what is lost is mended by itself where the person wants that. It never fights: what was lost three times stays lost.
 */
export class AppGuard implements AsyncDisposable {
  /** What is wrong with an app is no longer what it was. */
  readonly changed = new Broadcast<void>();
  readonly #parts: GuardParts;
  readonly #watch = new FileWatch();
  readonly #turns = new OneAtATime();
  readonly #settling = new Map<string, { readonly since: number; readonly timer: NodeJS.Timeout }>();
  /** What was kept since this guard began, by path: what an earlier one kept may be lost. */
  readonly #kept = new Map<string, string>();
  #appsByPath: ReadonlyMap<string, readonly Client[]> = new Map();
  #timer: NodeJS.Timeout | undefined;

  constructor(parts: GuardParts) {
    this.#parts = parts;
    this.#watch.changed.subscribe((path) => {
      for (const client of this.#appsByPath.get(path) ?? []) this.#checkSoon(client);
    });
  }

  /** Looks at everything that is wired, and from then on at every change. */
  async start(): Promise<void> {
    let isUnderWay = false;
    const again = async (): Promise<void> => {
      if (isUnderWay) return;
      isUnderWay = true;
      await this.checkAll().catch((error: unknown) => this.#parts.report('The wired files could not be looked after.', error));
      isUnderWay = false;
    };
    this.#timer = setInterval(() => void again(), this.#parts.lookAgainMs ?? lookAgainMs).unref();
    await this.checkAll();
  }

  /** Also learns which files are wired now. */
  async checkAll(): Promise<void> {
    await this.#turns.run(async () => {
      const wired = await this.#follow();
      for (const client of wired) await this.#check(client);
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#timer);
    for (const { timer } of this.#settling.values()) clearTimeout(timer);
    await this.#watch[Symbol.asyncDispose]();
    // Behind whatever is under way.
    await this.#turns.run(() => Promise.resolve());
  }

  async #follow(): Promise<Client[]> {
    const found = await Promise.all(
      knownClients.map(async (client) => ({ client, paths: (await this.#parts.apps.wired(client.id)).map(({ path }) => path) })),
    );
    for (const { client, paths } of found) this.#parts.memory.keepOnly(client.id, paths);
    const watched = found.filter(({ client, paths }) => paths.length > 0 && this.#parts.guard(client.id) !== 'off');
    const all = [...new Set(watched.flatMap(({ paths }) => paths))];
    this.#appsByPath = new Map(all.map((path) => [path, watched.filter(({ paths }) => paths.includes(path)).map(({ client }) => client)]));
    await this.#watch.follow(all);
    return watched.map(({ client }) => client);
  }

  #checkSoon(client: Client): void {
    const settling = this.#settling.get(client.id);
    clearTimeout(settling?.timer);
    const since = settling?.since ?? performance.now();
    const timer = setTimeout(
      () => {
        this.#settling.delete(client.id);
        void this.#turns.run(() => this.#check(client));
      },
      Math.min(settlingMs, Math.max(0, since + longestSettlingMs - performance.now())),
    );
    this.#settling.set(client.id, { since, timer: timer.unref() });
  }

  /** Nothing that stands in a file may keep the guard from looking at the next. */
  async #check(client: Client): Promise<void> {
    try {
      await this.#look(client);
    } catch (error) {
      this.#parts.report(`The files of ${client.label} could not be looked after.`, error);
    }
  }

  async #look(client: Client): Promise<void> {
    const { memory, guard, apps } = this.#parts;
    const looked = await apps.look(client);
    this.#meet(client, looked);
    const mends = guard(client.id) === 'mend';
    const { drift, fresh, isLess } = memory.note(client.id, looked.found, mends);
    for (const { message, leftAlone } of fresh) this.#note('app.drifted', client, leftAlone ? `${message} It is left alone now.` : message);
    const isMended = mends && (await this.#mend(client, looked, drift));
    if (fresh.length > 0 || isLess || isMended) this.changed.emit();
    if (!isMended) await this.#keepGood(client, looked);
  }

  /** A file that the guard sees for the first time: what stands there is no news. */
  #meet(client: Client, { look, wired }: Looked): void {
    const known = this.#parts.memory.knownServers(client.id);
    for (const { path } of wired) {
      const isReadable = look.files.some(({ file, fault }) => file.path === path && fault === null && file.exists);
      if (!known.has(path) && isReadable) this.#parts.memory.meets(client.id, path, serversBeside(look, path));
    }
  }

  /** Whoever empties a file takes the person's other servers along: each file in order is kept as it is, when its servers are others than before. */
  async #keepGood({ id }: Client, { look, wired, found }: Looked): Promise<void> {
    const isAmiss = ({ file }: FileLook) => found.some(({ path, kind }) => path === file.path && kind !== 'bypass');
    const isWired = ({ file }: FileLook) => wired.some(({ path }) => path === file.path);
    // What is amiss with the files of an app that isn't here, nobody looks for.
    if (!look.isInstalled) return;
    for (const file of look.files) if (isWired(file) && !isAmiss(file)) await this.#keepFile(id, file);
  }

  async #keepFile(app: string, { file: { path }, text, servers }: FileLook): Promise<void> {
    const { memory, keepGood } = this.#parts;
    const hash = hashOf(Buffer.from(JSON.stringify(servers)));
    const good = memory.goodFiles(app).get(path);
    if (text === null || (this.#kept.get(path) === hash && good?.hash === hash && !good.isMissed)) return;
    const kept = await keepGood(app, path, text);
    if (kept === null) return;
    this.#kept.set(path, hash);
    memory.isGood(app, path, { ...kept, hash, servers: servers.map(serverKey) });
  }

  async #mend(client: Client, { wired }: Looked, drift: readonly AppDrift[]): Promise<boolean> {
    const lost = drift.filter((each) => isOfEntry(each) && !each.leftAlone).map(({ path }) => path);
    const byProject = Map.groupBy(lost, (path) => wired.find((record) => record.path === path)?.project ?? null);
    const mended: string[] = [];
    for (const [project, paths] of byProject) if (await this.#putBack(client, project)) mended.push(...paths);
    if (mended.length === 0) return false;
    this.#parts.memory.mended(client.id, mended);
    this.#note('app.mended', client, `Patchbay's entry stands again in ${mended.join(', ')}.`);
    return true;
  }

  /** Whether it worked. One place that can't be mended doesn't keep the others back. */
  async #putBack(client: Client, project: string | null): Promise<boolean> {
    try {
      await this.#parts.mend(client, project);
      return true;
    } catch (error) {
      if (!(error instanceof NamedError)) throw error;
      this.#parts.report(`Patchbay's entry could not be put back: ${error.message}`);
      return false;
    }
  }

  #note(kind: string, { id }: Client, detail: string): void {
    this.#parts.note({ kind, app: id, detail });
  }
}
