import type { KnownApp } from '../../../contract/known-apps.ts';

/** Whether Patchbay's entry stands, or stood, in the person's own file of this app. */
export function isWired({ state, files }: KnownApp): boolean {
  return files.some((file) => file.wired && file.scope === 'user') || state === 'drifted';
}

export function isHere({ state }: KnownApp): boolean {
  return state !== 'not-installed';
}

/** Whether the app matches what the person typed into the search. */
export function matches({ id, label }: KnownApp, search: string): boolean {
  const wanted = search.trim().toLowerCase();
  return label.toLowerCase().includes(wanted) || id.includes(wanted);
}

/** Whether the notices of what went wrong begin with the app's own sentence. */
export function isSaidBelow({ message, drift, gates }: KnownApp): boolean {
  return [...drift.map((each) => each.message), ...gates.map(({ reason }) => reason)].some((said) => message.startsWith(said));
}
