import type { App, AppEntry, Session } from '../../contract/models.ts';
import { NamedError } from '../../contract/errors.ts';
import { appLaunch, type ShimPlace } from '../clients/app-launch.ts';
import { clientFiles } from '../clients/client-files.ts';
import type { Client } from '../clients/known/client.ts';
import { clientById } from '../clients/known/clients.ts';
import type { Disk, Machine } from '../clients/machine.ts';
import { remoteSnippetOf, snippetOf, usualLayout } from '../clients/snippet.ts';
import { ownerName } from '../lib/handshake.ts';
import type { AppKeys } from '../listener/app-keys.ts';
import { httpToken } from '../listener/http-keys.ts';
import type { SettingsFile } from '../settings/settings-file.ts';
import type { Api } from './api.ts';

export interface AppsParts extends ShimPlace {
  readonly keys: AppKeys;
  readonly settings: SettingsFile;
  readonly sessions: () => readonly Session[];
  /** Puts what the person did into the log. */
  readonly note: (did: { readonly kind: string; readonly app: string }) => void;
  readonly lastSeen: (app: string) => string | null;
  /** Where apps that take a URL come in, while that is on. */
  readonly http: { readonly url: string | null };
  readonly machine: Machine;
  readonly disk: Disk;
}

export function appsApi(parts: AppsParts): Pick<Api, 'apps.list' | 'apps.connect'> {
  return {
    'apps.list': async () => (await parts.keys.apps()).map((name) => appView(name, parts)),
    'apps.connect': async ({ app }) => {
      if (app === ownerName) throw new NamedError('invalid_input', `The name "${ownerName}" is taken by Patchbay itself. Choose another.`);
      const key = await parts.keys.mint(app);
      parts.note({ kind: 'app.entry-shown', app });
      const client = clientById(app);
      const launch = appLaunch(parts, app, key);
      const { command, args, env } = launch;
      const paste = snippetOf(client ?? usualLayout, launch);
      const where = client === null ? anyPlace : await placeOf(client, parts);
      return { app, command, args: [...args], env: { ...env }, paste, where, ...httpEntry(app, key, parts.http.url) };
    },
  };
}

const anyPlace =
  "Open the app's settings and look for MCP servers: most apps keep them in a JSON file under mcpServers. Then restart the app.";

async function placeOf(client: Client, { machine, disk }: AppsParts): Promise<string> {
  const { id, label, wiring, reload } = client;
  if (wiring !== 'file') return reload.how;
  const file = (await clientFiles(client, machine, disk)).find(({ writes }) => writes);
  const place =
    file === undefined ? `Put this where ${label} keeps its MCP servers.` : `"patchbay wire ${id}" puts this into ${file.path} for you.`;
  return `${place} ${reload.how}`;
}

function httpEntry(app: string, key: Buffer, url: string | null): Pick<AppEntry, 'http'> {
  if (url === null) return {};
  const address = { url, headers: { Authorization: `Bearer ${httpToken(app, key)}` } };
  return { http: { ...address, paste: remoteSnippetOf(clientById(app) ?? usualLayout, address) } };
}

function appView(name: string, parts: AppsParts): App {
  return {
    name,
    profile: parts.settings.current.apps.get(name)?.profile ?? 'default',
    connectedSessions: parts.sessions().filter((session) => session.app === name).length,
    lastSeenAt: parts.lastSeen(name),
  };
}
