import { NamedError } from '../../contract/errors.ts';
import { checkFile } from './check-file.ts';
import { type ClientFile, clientFiles, projectFiles } from './client-files.ts';
import { entryFor, type Launch } from './entry-for.ts';
import type { Client } from './known/client.ts';
import type { Disk, Machine } from './machine.ts';
import { placeIn } from './place-in.ts';
import type { WiringApp, WiringFile } from './wiring/wired-file.ts';

export interface WiringGround {
  readonly machine: Machine;
  readonly disk: Disk;
  readonly launch: Launch;
  /** The folder of the project whose file is meant, absolute; null: the person's own. */
  readonly project: string | null;
}

/** An app as wiring sees it: the files that Patchbay's entry belongs into, and the entry. */
export async function wiringApp(client: Client, ground: WiringGround): Promise<WiringApp> {
  const { machine, disk, project } = ground;
  const files = project === null ? await clientFiles(client, machine, disk) : await projectFiles(client, project, machine, disk);
  const written = files.filter(({ writes }) => writes);
  return { id: client.id, label: client.label, files: await Promise.all(written.map((file) => wiringFile(client, file, ground))) };
}

async function wiringFile(client: Client, file: ClientFile, { disk, launch, project }: WiringGround): Promise<WiringFile> {
  // What can't be read is told by whoever plans the change.
  const text = await disk.text(file.path).catch(() => null);
  return {
    path: file.path,
    scope: file.scope,
    within: project,
    place: text === null ? file.place : placeIn(text, file),
    entry: entryFor(client, launch),
    validate: (after) => faultOf(after, client, file),
  };
}

function faultOf(text: string, client: Client, file: ClientFile): string | null {
  try {
    checkFile(text, client, file);
    return null;
  } catch (error) {
    if (error instanceof NamedError) return error.message;
    throw error;
  }
}
