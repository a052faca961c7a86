import { clientFiles, type ClientFile } from '../clients/client-files.ts';
import { ConfigFault } from '../clients/edit/config-fault.ts';
import type { Client } from '../clients/known/client.ts';
import type { Disk, Machine } from '../clients/machine.ts';
import { type FoundServer, serversIn } from '../clients/servers-in.ts';
import { fieldsOf, isJsonRecord, type JsonRecord } from '../lib/json-record.ts';
import { reasonOf } from '../lib/thrown.ts';
import type { FoundDraft } from './documents.ts';
import { commandWords } from './entry.ts';
import { type Draft, draftOf, plain, type Target, type Value } from './draft.ts';
import type { FoundSource } from './imports.ts';
import { interpolated } from './interpolation.ts';
import { readStructured } from './structured-text.ts';

/** The servers in the files of every known app on this computer, the app's own scope only. A file that can't be read says why. */
export async function appSources(clients: readonly Client[], machine: Machine, disk: Disk): Promise<FoundSource[]> {
  const sources = await Promise.all(clients.map((client) => sourcesOf(client, machine, disk)));
  return sources.flat();
}

async function sourcesOf(client: Client, machine: Machine, disk: Disk): Promise<FoundSource[]> {
  const files = (await clientFiles(client, machine, disk)).filter(({ exists }) => exists);
  const sources = await Promise.all(files.map((file) => sourceOf(client, file, disk)));
  return sources.filter(({ servers, fault }) => servers.length > 0 || fault !== null);
}

async function sourceOf(client: Client, file: ClientFile, disk: Disk): Promise<FoundSource> {
  const source = { id: `${client.id}:${file.path}`, label: client.label, path: file.path, app: client.id };
  try {
    const text = (await disk.text(file.path)) ?? '';
    const inputs = inputsIn(text, file);
    const servers = serversIn(text, file, client).filter(({ isPatchbay }) => !isPatchbay);
    return { ...source, fault: null, servers: servers.map((server): FoundDraft => ({ draft: draftOfFound(server), inputs })) };
  } catch (error) {
    return { ...source, fault: faultIn(file.path, error), servers: [] };
  }
}

/** What a parser says may quote the file, and with it a secret. */
function faultIn(path: string, error: unknown): string {
  if (!(error instanceof ConfigFault)) return `${path}:1:1 it can't be read: ${reasonOf(error)}`;
  return `${path}:${error.line}:${error.column} it can't be read: look at the quotes, commas and brackets there`;
}

/** What VS Code would ask the person for. */
function inputsIn(text: string, { place }: ClientFile): JsonRecord[] {
  if (place.format === 'toml' || place.format === 'yaml' || !text.includes('"inputs"')) return [];
  const { inputs } = fieldsOf(readStructured(text.replace(/^\uFEFF/, ''), 'JSON'));
  return Array.isArray(inputs) ? inputs.filter(isJsonRecord) : [];
}

function draftOfFound({ name, way, disabled }: FoundServer): Draft {
  const [command = '', ...args] = way.kind === 'stdio' ? commandWords(way.command, way.args) : [];
  const target: Target =
    way.kind === 'stdio'
      ? {
          kind: 'stdio',
          command: plain(command),
          args: args.map(plain),
          env: valuesOf(way.env),
          cwd: way.cwd === null ? null : plain(way.cwd),
        }
      : {
          kind: 'http',
          url: plain(way.url),
          headers: new Map([
            ...valuesOf(way.headers),
            ...way.headersFrom.map(({ header, variable, prefix }) => [header, interpolated(variable, prefix)] as const),
          ]),
        };
  return draftOf(name, target, { warnings: disabled ? ['It was switched off where it was found.'] : [] });
}

function valuesOf(section: Readonly<Record<string, string>>): Map<string, Value> {
  return new Map(Object.entries(section).map(([key, value]) => [key, plain(value)]));
}
