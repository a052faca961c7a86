import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EntryPlace } from '../../../../main/clients/edit/place.ts';
import type { WiringApp, WiringFile } from '../../../../main/clients/wiring/wired-file.ts';
import { Wiring } from '../../../../main/clients/wiring/wiring.ts';
import { entry, jsonPlace } from '../edit/places.ts';

/** A person's folder with an app's files in it, and a home of Patchbay's. */
export class AppFolder implements AsyncDisposable {
  readonly path: string;
  readonly home: string;
  readonly wiring: Wiring;

  private constructor(path: string) {
    this.path = path;
    this.home = join(path, 'home');
    this.wiring = new Wiring(this.home);
  }

  static async make(below = tmpdir()): Promise<AppFolder> {
    const folder = new AppFolder(await mkdtemp(join(below, 'patchbay-wiring-')));
    await mkdir(folder.home);
    return folder;
  }

  file(name: string): string {
    return join(this.path, name);
  }

  async write(name: string, content: string | Buffer, mode = 0o600): Promise<string> {
    await writeFile(this.file(name), content, { mode });
    return this.file(name);
  }

  /** Null where there is none. */
  bytes(name: string): Promise<Buffer | null> {
    return readFile(this.file(name)).catch(() => null);
  }

  async text(name: string): Promise<string | null> {
    return (await this.bytes(name))?.toString() ?? null;
  }

  async wire(app: WiringApp, takeOver: readonly string[] = []): Promise<void> {
    await this.wiring.apply(await this.wiring.planWire(app, { takeOver }));
  }

  async unwire(app: WiringApp): Promise<void> {
    await this.wiring.apply(await this.wiring.planUnwire(app));
  }

  app(name: string, change: Partial<WiringFile> = {}, id = 'some-app'): WiringApp {
    return { id, label: 'Some App', files: [fileAt(this.file(name), jsonPlace, change)] };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.path, { recursive: true, force: true });
  }
}

export function fileAt(path: string, place: EntryPlace, change: Partial<WiringFile> = {}): WiringFile {
  return { path, scope: 'user', within: null, place, entry, validate: () => null, ...change };
}
