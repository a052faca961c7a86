import type { Server } from '../../contract/models.ts';
import type { ServerSettings } from '../settings/settings.ts';
import { shownAddress, shownText } from '../settings/references.ts';
import type { UpstreamStatus } from '../upstreams/upstream.ts';

/** A server as the window shows it. */
export function serverView(
  settings: ServerSettings,
  live: UpstreamStatus,
  offered: Pick<Server, 'tools' | 'prompts' | 'resources'>,
): Server {
  return {
    name: live.server,
    kind: settings.kind,
    command: commandLine(settings),
    state: live.state,
    pid: live.pid,
    ...offered,
    callsInFlight: live.callsInFlight,
    noiseLines: live.noiseLines,
    startedAt: live.startedAt?.toISOString() ?? null,
    lastError: live.lastError,
  };
}

/** The address of a remote server without its secrets, or the exact command, each argument quoted where a space or a quote would mislead the eye. A secret is `‹secret name›`, never in quotes. */
export function commandLine(settings: ServerSettings): string {
  if (settings.kind === 'http') return shownAddress(settings.url);
  if (settings.kind === 'builtin') return `built-in ${settings.builtin}${settings.roots.map((root) => ` ${quoted(root)}`).join('')}`;
  return [settings.command, ...settings.args].map((word) => (typeof word === 'string' ? quoted(word) : shownText(word, quoted))).join(' ');
}

function quoted(word: string): string {
  return /^[\w@%+=:,./~\\-]+$/.test(word) ? word : JSON.stringify(word);
}
