import { homedir } from 'node:os';
import { watch, type FSWatcher } from 'chokidar';
import type { Document } from 'yaml';
import { NamedError } from '../../contract/errors.ts';
import { Broadcast } from '../lib/broadcast.ts';
import { OneAtATime } from '../lib/one-at-a-time.ts';
import { reasonOf } from '../lib/thrown.ts';
import { ConfigText } from './config-text.ts';
import { addServerTo, editedYaml, type NewServer, removeServerFrom } from './edit-yaml.ts';
import { type Fault, formatFault } from './fault.ts';
import { parseSettings } from './parse-settings.ts';
import { safeDefaults } from './resolve-settings.ts';
import type { Settings } from './settings.ts';

/** An editor that saves in steps is left to finish. Milliseconds without a change. */
const settlingMs = 100;

/**
 * config.yaml while Patchbay runs. A valid change applies at once; an invalid one changes nothing and is told as faults. The file is never
 * written but by `edit`.
 */
export class SettingsFile implements AsyncDisposable {
  readonly changed = new Broadcast<Settings>();
  /** Every fault of the file as it is now; none once it is mended. */
  readonly faulted = new Broadcast<readonly Fault[]>();
  readonly #config: ConfigText;
  readonly #home: string;
  #watcher: FSWatcher | undefined;
  /** What `current` or `faults` were read from. */
  #text: string | null = null;
  #current: Settings = safeDefaults;
  #faults: readonly Fault[] = [];
  /** Loading and editing never overlap. */
  readonly #turns = new OneAtATime();

  private constructor(config: ConfigText, homeDirectory: string) {
    this.#config = config;
    this.#home = homeDirectory;
  }

  /**
   * Creates the file where there is none. Where it is invalid, the last good copy applies, or without one no servers at all.
   * @param homeDirectory what `~` stands for.
   */
  static async open(path: string, homeDirectory = homedir()): Promise<SettingsFile> {
    const file = new SettingsFile(new ConfigText(path), homeDirectory);
    await file.#load(() => file.#config.readOrCreate());
    if (file.#faults.length > 0) file.#current = (await file.#lastGood()) ?? safeDefaults;
    await file.#watch();
    return file;
  }

  get current(): Settings {
    return this.#current;
  }

  get faults(): readonly Fault[] {
    return this.#faults;
  }

  /**
   * Changes the file and applies it; comments and order stay. All or nothing.
   * @throws NamedError `conflict` (the file has faults, or changed meanwhile), `invalid_input` (the change isn't valid), or what `change` throws.
   */
  edit(change: (document: Document) => void): Promise<void> {
    return this.#turns.run(() => this.#edit(change));
  }

  addServer(name: string, server: NewServer): Promise<void> {
    return this.edit((document) => addServerTo(document, name, server));
  }

  removeServer(name: string): Promise<void> {
    return this.edit((document) => removeServerFrom(document, name));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#watcher?.close();
    // Behind whatever is under way.
    await this.#turns.run(() => Promise.resolve());
  }

  async #edit(change: (document: Document) => void): Promise<void> {
    const before = await this.#config.read();
    this.#parse(before, 'conflict', 'config.yaml has a fault; mend it first');
    const after = editedYaml(before, change);
    const settings = this.#parse(after, 'invalid_input', "this change can't be made");
    await this.#config.replace(before, after);
    await this.#accept(after, settings);
  }

  #parse(text: string, code: 'conflict' | 'invalid_input', sentence: string): Settings {
    const parsed = parseSettings(text, this.#config.file, this.#home);
    if ('settings' in parsed) return parsed.settings;
    throw new NamedError(code, `${sentence}: ${parsed.faults.map(({ message }) => message).join('; ')}`, {
      faults: parsed.faults.map(formatFault),
    });
  }

  async #load(read: () => Promise<string>): Promise<void> {
    try {
      const text = await read();
      if (text === this.#text) return;
      const parsed = parseSettings(text, this.#config.file, this.#home);
      if ('settings' in parsed) await this.#accept(text, parsed.settings);
      else this.#refuse(text, parsed.faults);
    } catch (error) {
      this.#refuse(null, [this.#faultOf(error)]);
    }
  }

  async #accept(text: string, settings: Settings): Promise<void> {
    this.#text = text;
    this.#current = settings;
    this.#setFaults(await this.#keepAsLastGood(text));
    this.changed.emit(settings);
  }

  /** Valid settings apply even where the copy for later can't be written. */
  async #keepAsLastGood(text: string): Promise<Fault[]> {
    try {
      await this.#config.keepAsLastGood(text);
      return [];
    } catch (error) {
      return [this.#faultAt(`its last good copy can't be written: ${reasonOf(error)}`)];
    }
  }

  #refuse(text: string | null, faults: readonly Fault[]): void {
    this.#text = text;
    this.#setFaults(faults);
  }

  #setFaults(faults: readonly Fault[]): void {
    if (faults.length === 0 && this.#faults.length === 0) return;
    this.#faults = faults;
    this.faulted.emit(faults);
  }

  #faultOf(error: unknown): Fault {
    return this.#faultAt(error instanceof NamedError ? error.message : `the file can't be read: ${reasonOf(error)}`);
  }

  #faultAt(message: string): Fault {
    return { file: this.#config.file, line: 1, column: 1, message };
  }

  async #lastGood(): Promise<Settings | null> {
    const text = await this.#config.readLastGood();
    const parsed = text === null ? null : parseSettings(text, this.#config.lastGoodFile, this.#home);
    return parsed !== null && 'settings' in parsed ? parsed.settings : null;
  }

  async #watch(): Promise<void> {
    const watcher = watch(this.#config.file, {
      ignoreInitial: true,
      awaitWriteFinish: { stabilityThreshold: settlingMs, pollInterval: settlingMs / 4 },
    });
    this.#watcher = watcher;
    watcher.on('all', () => void this.#turns.run(() => this.#load(() => this.#config.read())));
    watcher.on('error', (error) => this.#setFaults([...this.#faults, this.#faultOf(error)]));
    await new Promise<void>((resolve) => watcher.once('ready', resolve));
  }
}
