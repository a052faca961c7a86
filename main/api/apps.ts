import type { App, AppEntry, Session } from '../../contract/models.ts';
import { NamedError } from '../../contract/errors.ts';
import { appLaunch, type ShimPlace } from '../clients/app-launch.ts';
import { entryName } from '../clients/entry-for.ts';
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
}

export function appsApi(parts: AppsParts): Pick<Api, 'apps.list' | 'apps.connect'> {
  return {
    'apps.list': async () => (await parts.keys.apps()).map((name) => appView(name, parts)),
    'apps.connect': async ({ app }) => {
      if (app === ownerName) throw new NamedError('invalid_input', `The name "${ownerName}" is taken by Patchbay itself. Choose another.`);
      const key = await parts.keys.mint(app);
      parts.note({ kind: 'app.entry-shown', app });
      const { command, args, env } = appLaunch(parts, app, key);
      const entry = { command, args: [...args], env: { ...env } };
      return { app, ...entry, json: jsonOf(entry), ...httpEntry(app, key, parts.http.url) };
    },
  };
}

function httpEntry(app: string, key: Buffer, url: string | null): Pick<AppEntry, 'http'> {
  if (url === null) return {};
  const entry = { url, headers: { Authorization: `Bearer ${httpToken(app, key)}` } };
  return { http: { ...entry, json: jsonOf({ type: 'http', ...entry }) } };
}

function jsonOf(entry: Readonly<Record<string, unknown>>): string {
  return JSON.stringify({ mcpServers: { [entryName]: entry } }, null, 2);
}

function appView(name: string, parts: AppsParts): App {
  return {
    name,
    profile: parts.settings.current.apps.get(name)?.profile ?? 'default',
    connectedSessions: parts.sessions().filter((session) => session.app === name).length,
    lastSeenAt: parts.lastSeen(name),
  };
}
