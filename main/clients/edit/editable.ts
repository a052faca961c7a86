import type { EntryPlace } from './place.ts';
import type { Splice } from './splice.ts';

/** An app's file, read: what it says, and which few characters have to change for another entry. */
export interface Editable {
  /** All of it as plain values, to compare. */
  readonly value: unknown;
  /** By name, in the file's order. */
  readonly entries: ReadonlyMap<string, unknown>;
  /** How many keys of the path to the entries don't exist yet. */
  readonly missingKeys: number;
  /** What stands among the entries without having a name. */
  readonly nameless: readonly unknown[];
  /** The entry isn't there yet. */
  added(name: string, value: unknown): readonly Splice[];
  /** The entry is there. */
  replaced(name: string, value: unknown): readonly Splice[];
  /** The entry is there. */
  removed(name: string): readonly Splice[];
}

/**
 * @param text without a byte-order mark.
 * @throws ConfigFault where the app couldn't read it, or where it isn't clear what a change would mean.
 */
export type Reader = (text: string, place: EntryPlace) => Editable;
