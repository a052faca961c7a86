import { spawn } from 'node:child_process';
import { open, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Endpoint } from '../lib/endpoint.ts';
import { createHome, type Home } from '../lib/home.ts';

/** Starting takes a second or two: in this time, in milliseconds, nobody starts another. */
const startingTimeMs = 5000;

export interface BrokerCommand {
  readonly command: string;
  readonly args: readonly string[];
}

/** Starts Patchbay in the background. Of many shims at once one does it; should two, the instance lock lets one Patchbay live. */
export class BrokerStart {
  readonly #home: Home;
  readonly #sibling: BrokerCommand;
  readonly #environment: NodeJS.ProcessEnv;
  readonly #mark: string;
  #recordedIsBroken = false;
  #isMarked = false;

  /** `sibling` is the Patchbay that came with this shim: it runs where none has run before. */
  constructor(home: Home, sibling: BrokerCommand, environment: NodeJS.ProcessEnv) {
    this.#home = home;
    this.#sibling = sibling;
    this.#environment = environment;
    this.#mark = join(home.run, 'starting');
  }

  /** `recorded`: what the last Patchbay of this home said about how to start it. */
  async start(recorded: Endpoint | null): Promise<void> {
    await createHome(this.#home);
    if (!(await this.#claim())) return;
    const isRecordedUsed = recorded !== null && !this.#recordedIsBroken;
    this.#spawn(isRecordedUsed ? recorded.start : this.#sibling, isRecordedUsed);
  }

  /** It runs: the next crash may be answered at once. */
  async done(): Promise<void> {
    if (!this.#isMarked) return;
    this.#isMarked = false;
    await rm(this.#mark, { force: true });
  }

  async #claim(): Promise<boolean> {
    const marked = await stat(this.#mark).catch(() => null);
    if (marked !== null && Math.abs(Date.now() - marked.mtimeMs) < startingTimeMs) return false;
    await rm(this.#mark, { force: true });
    const file = await open(this.#mark, 'wx', 0o600).catch(nullIfExists);
    await file?.close();
    this.#isMarked = file !== null;
    return file !== null;
  }

  /** Lives on when the app ends. Gets neither the app's key nor what would turn Electron into a plain Node, as some apps set it. */
  #spawn({ command, args }: BrokerCommand, isRecorded: boolean): void {
    const { PATCHBAY_APP_KEY: _key, ELECTRON_RUN_AS_NODE: _mode, ...environment } = this.#environment;
    const child = spawn(command, args, {
      detached: true,
      stdio: 'ignore',
      windowsHide: true,
      cwd: this.#home.folder,
      env: { ...environment, PATCHBAY_HOME: this.#home.folder },
    });
    child.on('error', () => {
      this.#recordedIsBroken ||= isRecorded;
      void this.done();
    });
    child.unref();
  }
}

function nullIfExists(error: NodeJS.ErrnoException): null {
  if (error.code === 'EEXIST') return null;
  throw error;
}
