import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { addServer, removeServer, type ServersParts } from '../api/servers.ts';
import { knownClients } from '../clients/known/clients.ts';
import { nodeDisk, thisMachine } from '../clients/node-disk.ts';
import { appSources } from '../imports/app-sources.ts';
import { brokerSources } from '../imports/broker-sources.ts';
import { Directory } from '../imports/directory.ts';
import { Imports } from '../imports/imports.ts';
import type { Ground } from './ground.ts';
import type { ComposeOptions } from './options.ts';

/** Servers that could be added: from apps, from other brokers, pasted, bundled, or from the directory that ships with Patchbay. */
export function composeImports({ home, programs }: ComposeOptions, { settings, vault }: Ground, servers: ServersParts): Imports {
  const machine = thisMachine();
  return new Imports({
    servers: () => settings.current.servers,
    vault,
    sources: async () => (await Promise.all([appSources(knownClients, machine, nodeDisk), brokerSources(machine, nodeDisk)])).flat(),
    directory: new Directory(join(programs.folder, 'directory/servers.json')),
    surroundings: { variable: (name) => process.env[name], homeDirectory: homedir() },
    machine: { platform: process.platform, exists: existsSync },
    bundles: join(home.folder, 'bundles'),
    add: (name, server) => addServer(servers, name, server),
    remove: (name) => removeServer(servers, name),
  });
}
