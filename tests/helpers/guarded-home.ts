import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { KnownApp } from '../../contract/known-apps.ts';
import { AppGuard } from '../../main/clients/guard/app-guard.ts';
import { GuardMemory } from '../../main/clients/guard/guard-memory.ts';
import type { Client } from '../../main/clients/known/client.ts';
import { KnownApps } from '../../main/clients/known-apps.ts';
import type { Machine } from '../../main/clients/machine.ts';
import { nodeDisk } from '../../main/clients/node-disk.ts';
import { Wiring } from '../../main/clients/wiring/wiring.ts';
import { wiringApp } from '../../main/clients/wiring-app.ts';

const launch = { command: '/opt/shim', args: ['--app', 'x'], env: { PATCHBAY_APP_KEY: 'a'.repeat(64) } };

/** A person's home with real files in it, and the guard that looks after those which are wired. Nothing else of Patchbay runs. */
export class GuardedHome implements AsyncDisposable {
  readonly path: string;
  readonly patchbayHome: string;
  readonly wiring: Wiring;
  readonly memory: GuardMemory;
  readonly known: KnownApps;
  guard: AppGuard;
  /** What the log says. */
  readonly notes: { readonly kind: string; readonly detail: string }[] = [];
  /** What could not be done. */
  readonly reports: string[] = [];
  choice: KnownApp['guard'] = 'tell';
  readonly #machine: Machine;

  private constructor(path: string, lookAgainMs: number) {
    this.path = path;
    this.patchbayHome = join(path, 'patchbay');
    this.#machine = { system: 'linux', home: path, environment: {} };
    this.wiring = new Wiring(this.patchbayHome);
    const state = new Map<string, string>();
    this.memory = new GuardMemory(
      { get: (key) => state.get(key) ?? null, set: (key, value) => void state.set(key, value) },
      () => new Date(),
    );
    const { wiring, memory } = this;
    this.known = new KnownApps({
      machine: this.#machine,
      disk: nodeDisk,
      wiring,
      memory,
      launch: () => Promise.resolve(launch),
      connectedSessions: () => 0,
      lastSeenAt: () => null,
      guard: () => this.choice,
      redact: (text) => text,
    });
    this.guard = this.#newGuard(lookAgainMs);
  }

  #newGuard(lookAgainMs: number): AppGuard {
    const { known, memory, wiring } = this;
    return new AppGuard({
      apps: known,
      memory,
      guard: () => this.choice,
      keepGood: (...kept) => wiring.keepGood(...kept),
      mend: (client, project) => this.wire(client, project, true),
      note: (happened) => void this.notes.push(happened),
      report: (sentence) => void this.reports.push(sentence),
      lookAgainMs,
    });
  }

  static async with(files: Readonly<Record<string, string>>, lookAgainMs = 60_000): Promise<GuardedHome> {
    const home = new GuardedHome(await mkdtemp(join(tmpdir(), 'patchbay-guarded-')), lookAgainMs);
    await mkdir(home.patchbayHome);
    for (const [path, text] of Object.entries(files)) await home.write(path, text);
    return home;
  }

  /** Another guard of a later Patchbay, which remembers what this one did. */
  async restart(): Promise<void> {
    await this.guard[Symbol.asyncDispose]();
    this.guard = this.#newGuard(60_000);
    await this.guard.start();
  }

  async wire(client: Client, project: string | null = null, isMend = false): Promise<void> {
    const app = await wiringApp(client, { machine: this.#machine, disk: nodeDisk, launch, project });
    await this.wiring.apply(await this.wiring.planWire(app, { isMend }));
  }

  async restore(client: Client, backup: string): Promise<void> {
    const app = await wiringApp(client, { machine: this.#machine, disk: nodeDisk, launch, project: null });
    await this.wiring.apply(await this.wiring.planRestore(app, backup));
  }

  file(path: string): string {
    return join(this.path, path);
  }

  read(path: string): Promise<string> {
    return readFile(this.file(path), 'utf8');
  }

  async write(path: string, text: string): Promise<void> {
    await mkdir(dirname(this.file(path)), { recursive: true });
    await writeFile(this.file(path), text);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.guard[Symbol.asyncDispose]();
    await rm(this.path, { recursive: true, force: true, maxRetries: 5 });
  }
}
