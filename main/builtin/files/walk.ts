import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ToolFailure } from '../builtin-tool.ts';
import { codeOf } from './file-failure.ts';
import { Folder } from './folder.ts';

export interface WalkLimits {
  readonly maxEntries: number;
  readonly maxDepth: number;
  /** `performance.now()` at which it stops. */
  readonly until: number;
}

export interface WalkedFile {
  readonly folder: Folder;
  readonly name: string;
  /** Relative to where the walk began, with `/`. */
  readonly path: string;
  readonly isFolder: boolean;
}

/** Folders that hold thousands of files nobody wrote. */
const skipped: ReadonlySet<string> = new Set(['.git', 'node_modules']);

/** Goes through a folder and all below it, never through a link. What can't be read is counted and passed over. */
export class Walk {
  unreadable = 0;
  /** It ended before it had seen everything. */
  isPartial = false;
  readonly #start: string;
  readonly #limits: WalkLimits;
  #seen = 0;

  /** `start` is free of links. */
  constructor(start: string, limits: WalkLimits) {
    this.#start = start;
    this.#limits = limits;
  }

  /** Everything found, the folder of each held while it is looked at. */
  async *files(signal: AbortSignal): AsyncGenerator<WalkedFile> {
    const waiting: string[][] = [[]];
    for (let steps = waiting.shift(); steps !== undefined && !this.isPartial; steps = waiting.shift()) {
      for await (const file of this.#filesIn(steps, signal)) {
        if (file.isFolder && !skipped.has(file.name)) waiting.push([...steps, file.name]);
        yield file;
      }
    }
  }

  async *#filesIn(steps: readonly string[], signal: AbortSignal): AsyncGenerator<WalkedFile> {
    if (steps.length > this.#limits.maxDepth) {
      this.isPartial = true;
      return;
    }
    await using folder = await this.#open(join(this.#start, ...steps));
    for (const entry of folder === null ? [] : await this.#read(folder)) {
      signal.throwIfAborted();
      this.#seen += 1;
      if (this.#seen > this.#limits.maxEntries || performance.now() > this.#limits.until) this.isPartial = true;
      if (this.isPartial) return;
      const isFolder = entry.isDirectory();
      if (folder !== null && (isFolder || entry.isFile()))
        yield { folder, name: entry.name, path: [...steps, entry.name].join('/'), isFolder };
    }
  }

  async #open(path: string): Promise<Folder | null> {
    try {
      return await Folder.open(path);
    } catch (error) {
      return this.#passOver(error);
    }
  }

  async #read(folder: Folder) {
    try {
      const entries = await readdir(folder.at(''), { withFileTypes: true });
      return entries.toSorted((a, b) => (a.name < b.name ? -1 : 1));
    } catch (error) {
      return this.#passOver(error) ?? [];
    }
  }

  #passOver(error: unknown): null {
    // A folder that became a link meanwhile is refused by `Folder.open` with a ToolFailure.
    if (codeOf(error) === null && !(error instanceof ToolFailure)) throw error;
    this.unreadable += 1;
    return null;
  }
}
