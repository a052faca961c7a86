import type { AppFile, AppGate } from '../../contract/known-apps.ts';
import { type ClientFile, clientFiles, projectFiles } from './client-files.ts';
import { ConfigFault } from './edit/config-fault.ts';
import { readEntries } from './edit/entries.ts';
import { entryName } from './entry-for.ts';
import { closedGates } from './gates/open-gates.ts';
import { isInstalled } from './installed.ts';
import type { Client } from './known/client.ts';
import type { Disk, Machine } from './machine.ts';
import { placeIn } from './place-in.ts';
import { readDocument } from './read-document.ts';
import { type FoundServer, serversIn } from './servers-in.ts';

/** What stands in one file of an app right now. */
export interface FileLook {
  readonly file: ClientFile;
  /** The folder of the project, where the file is one of a project. */
  readonly project: string | null;
  readonly fault: AppFile['fault'];
  /** As it was read; null: there is no file, or it has a fault. */
  readonly text: string | null;
  /** Under the name patchbay; undefined where there is nothing. */
  readonly entry: unknown;
  /** Others than ways to Patchbay. */
  readonly servers: readonly FoundServer[];
  readonly gates: readonly AppGate[];
}

export interface AppLook {
  readonly client: Client;
  readonly isInstalled: boolean;
  readonly files: readonly FileLook[];
}

export interface Looking {
  readonly machine: Machine;
  readonly disk: Disk;
  /** Folders in which this app was wired as part of a project. */
  readonly projects: readonly string[];
  /** The app has connected since it was wired. */
  readonly hasCome: boolean;
}

/** Looks at an app's files; changes nothing, and fails on nothing that stands in them. */
export async function lookAt(client: Client, looking: Looking): Promise<AppLook> {
  const { machine, disk, projects } = looking;
  const own = (await clientFiles(client, machine, disk)).map((file) => ({ file, project: null }));
  const ofProjects = await Promise.all(
    projects.map(async (project) => (await projectFiles(client, project, machine, disk)).map((file) => ({ file, project }))),
  );
  const files = [...own, ...ofProjects.flat()].map(({ file, project }) => lookAtFile(file, project, client, looking));
  return { client, isInstalled: await isInstalled(client, machine, disk), files: await Promise.all(files) };
}

async function lookAtFile(file: ClientFile, project: string | null, client: Client, looking: Looking): Promise<FileLook> {
  const nothing = { file, project, fault: null, text: null, entry: undefined, servers: [], gates: [] };
  try {
    const text = await looking.disk.text(file.path);
    if (text === null) return { ...nothing, file: { ...file, exists: false } };
    const entry = readEntries(text, placeIn(text, file)).get(entryName);
    const servers = serversIn(text, file, client).filter(({ isPatchbay, name }) => !isPatchbay && name !== entryName);
    const gates =
      entry === undefined
        ? []
        : await closedGates({ ...looking, client, file, project, entry, document: readDocument(text, file.place.format) });
    return { ...nothing, text, entry, servers, gates };
  } catch (error) {
    return { ...nothing, fault: faultOf(error) };
  }
}

function faultOf(error: unknown): FileLook['fault'] {
  if (error instanceof ConfigFault) return { line: error.line, column: error.column, message: error.message };
  return { line: 1, column: 1, message: `This file can't be read: ${error instanceof Error ? error.message : String(error)}` };
}
