import { type AppDrift, type AppGate, type AppState, isOfEntry } from '../../contract/known-apps.ts';
import type { WiredFile } from './app-drift.ts';
import type { AppLook } from './app-look.ts';

export interface AppFacts {
  readonly look: AppLook;
  readonly wired: readonly WiredFile[];
  readonly drift: readonly Pick<AppDrift, 'kind' | 'path' | 'message' | 'leftAlone'>[];
  readonly connectedSessions: number;
  /** ISO 8601, UTC. */
  readonly lastSeenAt: string | null;
}

export interface StateInWords {
  readonly state: AppState;
  readonly message: string;
}

/** The app's state, the first that holds of those of the contract that need something done, and what to do about it. */
export function appStateOf(facts: AppFacts): StateInWords {
  const { look } = facts;
  if (look.client.wiring !== 'file') return unwiredState(facts);
  if (!look.isInstalled && facts.wired.length === 0 && facts.connectedSessions === 0) return notInstalled(facts);
  return faultState(facts) ?? driftState(facts) ?? wiredState(facts);
}

/** Every closed gate of the files in which the entry stands. */
export function gatesOf({ files }: AppLook): AppGate[] {
  const all = files.flatMap(({ gates }) => gates);
  return all.filter(({ reason }, index) => all.findIndex((other) => other.reason === reason) === index);
}

function notInstalled({ look: { client } }: AppFacts): StateInWords {
  return { state: 'not-installed', message: `${client.label} isn't on this computer.` };
}

function unwiredState(facts: AppFacts): StateInWords {
  const { look, connectedSessions, lastSeenAt } = facts;
  const { client } = look;
  if (connectedSessions > 0) return { state: 'connected', message: `${client.label} is connected.` };
  if (!look.isInstalled) return notInstalled(facts);
  if (client.wiring === 'import-only') return { state: 'installed', message: client.reload.how };
  if (lastSeenAt !== null) return { state: 'wired', message: `${client.label} has connected before, and isn't connected now.` };
  return {
    state: 'installed',
    message: `${client.label} has no file that another program may write: copy the entry. ${client.reload.how}`,
  };
}

function faultState({ look }: AppFacts): StateInWords | null {
  const faulty = look.files.find(({ fault, file }) => fault !== null && file.writes);
  if (faulty?.fault === null || faulty === undefined) return null;
  const { file, fault } = faulty;
  return {
    state: 'unreadable',
    message: `${file.path}:${fault.line}:${fault.column} ${fault.message} Patchbay writes nothing into it until that is mended.`,
  };
}

function driftState({ drift }: AppFacts): StateInWords | null {
  const worst = drift.find(isOfEntry);
  if (worst === undefined) return null;
  const then = worst.leftAlone ? ' It was removed three times, so Patchbay leaves it alone now: wire it again when you want it back.' : '';
  return { state: 'drifted', message: `${worst.message}${then}` };
}

function wiredState(facts: AppFacts): StateInWords {
  const { look, connectedSessions } = facts;
  const { label } = look.client;
  const standing = look.files.filter(({ entry }) => entry !== undefined);
  if (connectedSessions > 0) return { state: 'connected', message: `${label} is connected.${besidesEntry(facts)}` };
  if (standing.length === 0) return { state: 'installed', message: `${label} doesn't know Patchbay yet.` };
  const [gate] = standing.every(({ gates }) => gates.length > 0) ? gatesOf(look) : [];
  return gate === undefined ? openState(facts) : { state: 'hidden', message: `${gate.reason} ${gate.where}` };
}

/** Nothing stands in the way, but perhaps that the app reads its file only when it starts. */
function openState(facts: AppFacts): StateInWords {
  const { look, wired, lastSeenAt } = facts;
  const { label, reload } = look.client;
  const isNew = wired.some(({ at }) => lastSeenAt === null || lastSeenAt < at);
  if (isNew && reload.needs === 'restart')
    return { state: 'needs-restart', message: `${label} knows Patchbay. ${reload.how}${besidesEntry(facts)}` };
  const then = isNew ? `. ${reload.how}` : ', and not connected right now.';
  return { state: 'wired', message: `${label} knows Patchbay${then}${besidesEntry(facts)}` };
}

/** What else is wrong while the entry itself is right. */
function besidesEntry({ drift }: AppFacts): string {
  const [first] = drift;
  return first === undefined ? '' : ` ${first.message}`;
}
