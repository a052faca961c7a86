/** The lists whose changes are announced; resource templates belong to the resources. */
export type AnnouncedList = 'tools' | 'prompts' | 'resources';
export const announcedLists: readonly AnnouncedList[] = ['tools', 'prompts', 'resources'];

/** At least this long between two announcements of one list to one app, in milliseconds: nine in a second for the three lists. */
const paceMs = 500;

export interface ShownListsParts {
  readonly digest: (kind: AnnouncedList) => string;
  readonly tell: (kind: AnnouncedList) => void;
  /** `once`: after it was told, the app has to list again to be told of more. `always`: it is told of every change. */
  readonly telling: 'once' | 'always';
}

/** What somebody was last shown of each list, to tell of real changes only, and of many at once only once. */
export class ShownLists implements Disposable {
  readonly #parts: ShownListsParts;
  readonly #shown = new Map<AnnouncedList, string>();
  readonly #toldAt = new Map<AnnouncedList, number>();
  readonly #waiting = new Map<AnnouncedList, NodeJS.Timeout>();

  constructor(parts: ShownListsParts) {
    this.#parts = parts;
  }

  /** From now on, changes against what is shown now are told. */
  shown(kind: AnnouncedList): void {
    this.#shown.set(kind, this.#parts.digest(kind));
  }

  mayHaveChanged(): void {
    for (const kind of this.#shown.keys()) if (!this.#waiting.has(kind)) this.#tellInTime(kind);
  }

  [Symbol.dispose](): void {
    for (const timer of this.#waiting.values()) clearTimeout(timer);
    this.#waiting.clear();
    this.#shown.clear();
  }

  #tellInTime(kind: AnnouncedList): void {
    const digest = this.#parts.digest(kind);
    if (this.#shown.get(kind) === digest) return;
    const waitMs = (this.#toldAt.get(kind) ?? -Infinity) + paceMs - performance.now();
    if (waitMs > 0)
      this.#waiting.set(
        kind,
        setTimeout(() => this.#lookAgain(kind), waitMs),
      );
    else this.#tell(kind, digest);
  }

  #lookAgain(kind: AnnouncedList): void {
    this.#waiting.delete(kind);
    if (this.#shown.has(kind)) this.#tellInTime(kind);
  }

  #tell(kind: AnnouncedList, digest: string): void {
    this.#toldAt.set(kind, performance.now());
    if (this.#parts.telling === 'once') this.#shown.delete(kind);
    else this.#shown.set(kind, digest);
    this.#parts.tell(kind);
  }
}
