import { randomBytes } from 'node:crypto';
import { link, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { NamedError } from '../../contract/errors.ts';
import { isAppName, ownerName, parseKey } from '../lib/handshake.ts';

const suffix = '.key';

/** The keys by which apps prove who they are: one file each (0600), 32 random bytes as hexadecimal digits. */
export class AppKeys {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Null for an app that was never connected. Fails with `internal` when the key's file is damaged. */
  async get(app: string): Promise<Buffer | null> {
    const file = this.#file(app);
    const text = await readFile(file, 'utf8').catch(nullIfMissing);
    if (text === null) return null;
    const key = parseKey(text);
    if (key === null)
      throw new NamedError('internal', `The key in ${file} is damaged: delete the file and run "patchbay connect ${app}".`, { app });
    return key;
  }

  /** The app's key; a new one (`fresh`, 32 random bytes) where it has none. Of two at once, both get the same. */
  async mint(app: string, fresh: Buffer = newKey()): Promise<Buffer> {
    const existing = await this.get(app);
    if (existing !== null) return existing;
    await this.#create(app, fresh);
    return this.mint(app, fresh);
  }

  /** Every app with a key, but not the owner. Sorted. */
  async apps(): Promise<string[]> {
    const names = await readdir(this.#folder);
    const apps = names.filter((name) => name.endsWith(suffix)).map((name) => name.slice(0, -suffix.length));
    return apps.filter(isAppName).toSorted();
  }

  /** From now on the app can't connect. */
  async remove(app: string): Promise<void> {
    await rm(this.#file(app), { force: true });
  }

  /** The file appears whole or not at all, and never replaces one that is there. */
  async #create(app: string, key: Buffer): Promise<void> {
    const draft = `${this.#file(app)}.${randomBytes(6).toString('hex')}`;
    try {
      await writeFile(draft, `${key.toString('hex')}\n`, { flag: 'wx', mode: 0o600 });
      await link(draft, this.#file(app)).catch(unlessItExists);
    } finally {
      await rm(draft, { force: true });
    }
  }

  #file(app: string): string {
    if (app !== ownerName && !isAppName(app)) {
      throw new NamedError(
        'invalid_input',
        `"${app}" can't be an app's name: use small letters, digits and hyphens, starting with a letter.`,
        { app },
      );
    }
    return join(this.#folder, `${app}${suffix}`);
  }
}

/** Not an app's yet. */
export function newKey(): Buffer {
  return randomBytes(32);
}

function nullIfMissing(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT') return null;
  throw error;
}

function unlessItExists(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EEXIST') throw error;
}
