import type { JsonRecord } from '../../lib/json-record.ts';
import type { EntryPlace } from '../edit/place.ts';

/** One app as wiring sees it. */
export interface WiringApp {
  readonly id: string;
  readonly label: string;
  readonly files: readonly WiringFile[];
}

/** A file in which the app looks for servers. */
export interface WiringFile {
  /** Absolute, as the app names it; it may be a link. */
  readonly path: string;
  readonly scope: 'user' | 'project';
  /** A folder out of which a link may not lead: that of the project. Null: any place of this user will do. */
  readonly within: string | null;
  readonly place: EntryPlace;
  /** Patchbay's entry, as this app spells it. */
  readonly entry: JsonRecord;
  /** The app's own rules: the first thing that it wouldn't accept, as a sentence; null where it would take the file. */
  readonly validate: (text: string) => string | null;
}

/** What was found where an app's file lies or would lie. */
export interface FoundFile {
  readonly path: string;
  /** The file itself, behind all links. */
  readonly target: string;
  /** Null where there is none. */
  readonly bytes: Buffer | null;
  /** Permission bits to write with. */
  readonly mode: number;
  /** Folders that would have to be made, the outermost first. */
  readonly missingFolders: readonly string[];
  /** What is good to know before it is changed, as sentences. */
  readonly remarks: readonly string[];
  /** Who else can read it, as a sentence; null: nobody. It matters where a key comes into the file. */
  readonly exposed: string | null;
}

/** What Patchbay did to a file, so that it can be taken back. */
export interface WiredRecord {
  readonly app: string;
  readonly path: string;
  readonly scope: 'user' | 'project';
  readonly within: string | null;
  readonly place: EntryPlace;
  /** As it was written. */
  readonly entry: JsonRecord;
  /** ISO 8601, UTC. */
  readonly at: string;
  /** When the person had it wired, ISO 8601, UTC: it stays what it is while the entry is mended. */
  readonly since: string;
  /** SHA-256 of the whole file behind the change, in hex. */
  readonly hash: string;
  /** What comes back while the file still is as it was left: the bytes of a backup. Null: only the entry can be taken out. */
  readonly base: string | null;
  /** What stood under the entry's name before. */
  readonly displaced: { readonly value: unknown } | null;
  /** Servers that left the file with it; their values lie in the backup. */
  readonly moved: readonly { readonly backup: string; readonly names: readonly string[] }[];
  /** How many keys of the path to the entry were made for it. */
  readonly madeKeys: number;
  /** The outermost first. */
  readonly madeFolders: readonly string[];
}

/** One file of a plan, before and after. */
export interface FileChange {
  readonly app: string;
  readonly path: string;
  readonly within: string | null;
  readonly target: string;
  /** Of the backup that is made of `before`. */
  readonly backup: string;
  /** Null: there is no such file. */
  readonly before: Buffer | null;
  readonly after: Buffer | null;
  readonly mode: number;
  readonly missingFolders: readonly string[];
  /** Folders to take away with the file where they are empty, the innermost first. */
  readonly emptyFolders: readonly string[];
  readonly place: EntryPlace;
  readonly diff: string;
  readonly lost: readonly string[];
  /** What is remembered of the file afterwards. */
  readonly record: WiredRecord | null;
}

export interface Plan {
  readonly id: string;
  readonly app: string;
  readonly action: 'wire' | 'unwire' | 'restore';
  readonly changes: readonly FileChange[];
  readonly takesOver: readonly string[];
  readonly warnings: readonly string[];
}
