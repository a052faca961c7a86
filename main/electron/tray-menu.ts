import type { MenuItemConstructorOptions } from 'electron';
import type { Approval, Status } from '../../contract/models.ts';
import { inertText } from './inert-text.ts';

/** Everything that the menu shows. */
export interface TrayView {
  readonly status: Status;
  readonly approvals: readonly Approval[];
  /** Null where this system has no way to start Patchbay at login. */
  readonly startsAtLogin: boolean | null;
}

/** Everything that the menu can do. */
export interface TrayActions {
  open(): void;
  answer(approvalId: string): void;
  pause(paused: boolean): void;
  startAtLogin(on: boolean): void;
  quit(): void;
}

export type TrayState = 'running' | 'paused' | 'waiting';

type Item = MenuItemConstructorOptions;

/** More would not fit on a screen; the window shows the rest. */
const approvalsShown = 8;
const separator: Item = { type: 'separator' };

/** What the icon says at a glance. Paused wins: nothing happens then, whatever waits. */
export function trayState({ status, approvals }: Pick<TrayView, 'status' | 'approvals'>): TrayState {
  if (status.state === 'paused') return 'paused';
  return approvals.length > 0 ? 'waiting' : 'running';
}

/** The state in one line, for the menu's head and the tooltip. */
export function stateLine({ status, approvals }: Pick<TrayView, 'status' | 'approvals'>): string {
  if (status.state === 'paused') return 'All tools are paused';
  if (approvals.length > 0) return `${counted(approvals.length, 'question waits', 'questions wait')} for your answer`;
  const failed = status.servers.filter((server) => server.state === 'failed').length;
  if (failed > 0) return `Running, ${counted(failed, 'server', 'servers')} failed`;
  return `Running, ${counted(status.sessions.length, 'app', 'apps')} connected`;
}

/** The whole menu, rebuilt from the state each time. */
export function trayMenu(view: TrayView, actions: TrayActions): Item[] {
  const { status } = view;
  const paused = status.state === 'paused';
  return [
    { label: stateLine(view), enabled: false },
    ...questions(view.approvals, actions),
    separator,
    { label: paused ? 'Resume all tools' : 'Pause all tools', click: () => actions.pause(!paused) },
    { label: 'Connected apps', submenu: connectedApps(status) },
    separator,
    { label: 'Open Patchbay', click: () => actions.open() },
    ...startAtLogin(view.startsAtLogin, actions),
    separator,
    { label: 'Quit Patchbay', click: () => actions.quit() },
  ];
}

/** One line for a question: who wants what. */
export function questionLine({ kind, app, server, tool }: Approval): string {
  if (kind === 'server') return `Run the changed server ${inertText(server, 40)}?`;
  return `${inertText(app ?? 'An app', 24)} wants ${inertText(`${server}.${tool ?? ''}`, 50)}`;
}

function questions(approvals: readonly Approval[], actions: TrayActions): Item[] {
  if (approvals.length === 0) return [];
  const items = approvals
    .slice(0, approvalsShown)
    .map((approval): Item => ({ label: menuLabel(questionLine(approval)), click: () => actions.answer(approval.id) }));
  const left = approvals.length - items.length;
  const rest: Item[] = left > 0 ? [{ label: `${counted(left, 'more question', 'more questions')}…`, click: () => actions.open() }] : [];
  return [separator, ...items, ...rest];
}

/** Names alone: a number that counts up would redraw the menu under the person's pointer. */
function connectedApps({ sessions }: Status): Item[] {
  const apps = new Set(sessions.map((session) => session.app));
  if (apps.size === 0) return [{ label: 'No app is connected', enabled: false }];
  return [...apps].map((app) => ({ label: menuLabel(inertText(app, 40)), enabled: false }));
}

function startAtLogin(on: boolean | null, actions: TrayActions): Item[] {
  if (on === null) return [];
  return [{ label: 'Start at login', type: 'checkbox', checked: on, click: () => actions.startAtLogin(!on) }];
}

/** In a menu `&` marks the next letter; doubled it is itself. */
function menuLabel(text: string): string {
  return text.replaceAll('&', '&&');
}

function counted(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}
