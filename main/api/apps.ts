import type { App, Session } from '../../contract/models.ts';
import { NamedError } from '../../contract/errors.ts';
import { ownerName } from '../lib/handshake.ts';
import type { AppKeys } from '../listener/app-keys.ts';
import type { SettingsFile } from '../settings/settings-file.ts';
import type { Api } from './api.ts';

export interface AppsParts {
  readonly keys: AppKeys;
  readonly settings: SettingsFile;
  readonly sessions: () => readonly Session[];
  /** Puts what the person did into the log. */
  readonly note: (did: { readonly kind: string; readonly app: string }) => void;
  readonly lastSeen: (app: string) => string | null;
  /** How an app starts the shim: command and leading arguments. */
  readonly shim: { readonly command: string; readonly args: readonly string[] };
  /** Null: the platform's own place, where the shim looks by itself. */
  readonly home: string | null;
}

/** The key under which every app's file names Patchbay (clients.md §2). */
const entryName = 'patchbay';

export function appsApi(parts: AppsParts): Pick<Api, 'apps.list' | 'apps.connect'> {
  return {
    'apps.list': async () => (await parts.keys.apps()).map((name) => appView(name, parts)),
    'apps.connect': async ({ app }) => {
      if (app === ownerName) throw new NamedError('invalid_input', `The name "${ownerName}" is taken by Patchbay itself. Choose another.`);
      const key = (await parts.keys.mint(app)).toString('hex');
      parts.note({ kind: 'app.entry-shown', app });
      const entry = {
        command: parts.shim.command,
        args: [...parts.shim.args, '--app', app],
        env: { PATCHBAY_APP_KEY: key, ...(parts.home !== null && { PATCHBAY_HOME: parts.home }) },
      };
      return { app, ...entry, json: JSON.stringify({ mcpServers: { [entryName]: entry } }, null, 2) };
    },
  };
}

function appView(name: string, parts: AppsParts): App {
  return {
    name,
    profile: parts.settings.current.apps.get(name)?.profile ?? 'default',
    connectedSessions: parts.sessions().filter((session) => session.app === name).length,
    lastSeenAt: parts.lastSeen(name),
  };
}
