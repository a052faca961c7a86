import type { AppGate } from '../../../contract/known-apps.ts';
import type { ClientFile } from '../client-files.ts';
import type { Client } from '../known/client.ts';
import type { Disk, Machine } from '../machine.ts';
import { expandPath } from '../paths.ts';
import { readDocument } from '../read-document.ts';

/** What a gate looks at. Nothing of it is ever written: what a person trusts is the person's own decision. */
export interface GateFacts {
  readonly client: Client;
  readonly machine: Machine;
  readonly disk: Disk;
  /** The file in which Patchbay's entry stands. */
  readonly file: ClientFile;
  /** All that the file says. */
  readonly document: unknown;
  /** Patchbay's entry in it. */
  readonly entry: unknown;
  /** The folder of the project, where the file is one of a project. */
  readonly project: string | null;
  /** The app has connected since it was wired: whatever it asked first was answered. */
  readonly hasCome: boolean;
}

/** Null: nothing stands in the way here. */
export type Gate = (facts: GateFacts) => Promise<AppGate | null> | AppGate | null;

/** What another file of the app says; null where there is none, or none that can be read. */
export async function settingsAt(template: string, { machine, disk }: Pick<GateFacts, 'machine' | 'disk'>): Promise<unknown> {
  const path = expandPath(template, machine);
  const text = path === null ? null : await disk.text(path).catch(() => null);
  return text === null ? null : readDocument(text, template.endsWith('.toml') ? 'toml' : 'jsonc');
}
