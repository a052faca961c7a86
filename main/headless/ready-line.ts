/** Where to find a running Patchbay. `url` and `token` are missing for one with a desktop: its window needs neither. */
export interface Whereabouts {
  readonly url: string | null;
  readonly token: string | null;
  readonly socket: string;
  readonly pid: number;
  readonly home: string;
}

/** The token travels in the fragment, which a browser never sends anywhere. */
export function addressWithToken(address: string, token: string): string {
  return `${address}#token=${token}`;
}

/** What a fresh start prints: one line for a person, or one JSON line for a script. */
export function readyLine(found: Whereabouts, json: boolean): string {
  return json ? JSON.stringify(found) : `Patchbay is ready at ${found.url}`;
}

/** What a start prints when another Patchbay already serves this home. */
export function alreadyRunningLine(found: Whereabouts, json: boolean): string {
  if (json) return JSON.stringify({ ...found, alreadyRunning: true });
  const place = found.url === null ? 'on the desktop: open it from its tray icon' : `at ${found.url}`;
  return `Patchbay already runs for ${found.home} (process ${found.pid}) ${place}`;
}
