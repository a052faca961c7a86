import type { AppFile, KnownApp } from '../../contract/known-apps.ts';
import { shownUrl } from '../settings/shown-url.ts';
import type { WiredFile } from './app-drift.ts';
import type { AppLook, FileLook } from './app-look.ts';
import { appStateOf, gatesOf } from './app-state.ts';
import type { FoundServer } from './servers-in.ts';

interface ViewParts extends Pick<KnownApp, 'drift' | 'guard' | 'connectedSessions' | 'lastSeenAt' | 'backups'> {
  readonly look: AppLook;
  readonly wired: readonly WiredFile[];
  readonly redact: (text: string) => string;
}

/** An app as the window shows it. */
export function knownAppView({ look, wired, redact, ...rest }: ViewParts): KnownApp {
  const { id, label, wiring, reload, hints } = look.client;
  return {
    id,
    label,
    ...appStateOf({ look, wired, ...rest }),
    wiring,
    gates: gatesOf(look),
    files: look.files.map((file) => fileView(file, redact)),
    reload: reload.how,
    hints: [...hints],
    ...rest,
  };
}

function fileView({ file, project, fault, entry, servers }: FileLook, redact: ViewParts['redact']): AppFile {
  return {
    path: file.path,
    scope: file.scope,
    ...(project !== null && { project }),
    exists: file.exists,
    wired: entry !== undefined,
    fault: fault === null ? null : { ...fault, message: redact(fault.message) },
    servers: servers.map((server) => ({ name: server.name, summary: redact(summaryOf(server)) })),
  };
}

/** What the app would start or call. */
function summaryOf({ way, disabled }: FoundServer): string {
  const summary = way.kind === 'stdio' ? [way.command, ...way.args].join(' ') : urlOf(way.url);
  return disabled ? `${summary} (switched off)` : summary;
}

/** An address may hold variables in place of any of its parts. */
function urlOf(url: string): string {
  return URL.canParse(url) ? shownUrl(url) : url.replace(/\?.*$/s, '?…');
}
