import type { MenuItemConstructorOptions } from 'electron';
import type { Question } from '../../contract/elicitations.ts';
import type { Status } from '../../contract/models.ts';
import { inertText } from './inert-text.ts';

/** Everything that the menu shows. */
export interface TrayView {
  readonly status: Status;
  /** Everything that waits for the person, oldest first. */
  readonly questions: readonly Question[];
  /** Labels of the apps whose entry was lost or changed. */
  readonly lostBy: readonly string[];
  /** Null where this system has no way to start Patchbay at login. */
  readonly startsAtLogin: boolean | null;
}

/** Everything that the menu can do. */
export interface TrayActions {
  open(): void;
  answer(questionId: string): void;
  pause(paused: boolean): void;
  startAtLogin(on: boolean): void;
  quit(): void;
}

export type TrayState = 'running' | 'paused' | 'waiting';

type Item = MenuItemConstructorOptions;

/** More would not fit on a screen; the window shows the rest. */
const questionsShown = 8;
const separator: Item = { type: 'separator' };

/** What the icon says at a glance. Paused wins: nothing happens then, whatever waits. */
export function trayState({ status, questions }: Pick<TrayView, 'status' | 'questions'>): TrayState {
  if (status.state === 'paused') return 'paused';
  return questions.length > 0 ? 'waiting' : 'running';
}

/** The state in one line, for the menu's head and the tooltip. */
export function stateLine({ status, questions, lostBy }: Pick<TrayView, 'status' | 'questions' | 'lostBy'>): string {
  if (status.state === 'paused') return 'All tools are paused';
  if (questions.length > 0) return `${counted(questions.length, 'question waits', 'questions wait')} for your answer`;
  if (lostBy.length > 0) return lostLine(lostBy);
  const failed = status.servers.filter((server) => server.state === 'failed').length;
  if (failed > 0) return `Running, ${counted(failed, 'server', 'servers')} failed`;
  return `Running, ${counted(status.sessions.length, 'app', 'apps')} connected`;
}

/** The whole menu, rebuilt from the state each time. */
export function trayMenu(view: TrayView, actions: TrayActions): Item[] {
  const { status } = view;
  const paused = status.state === 'paused';
  return [
    { label: menuLabel(stateLine(view)), enabled: false },
    ...questionItems(view.questions, actions),
    ...lostItems(view.lostBy, actions),
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
export function questionLine(question: Question): string {
  const { kind, app, server } = question;
  switch (kind) {
    case 'server':
      return `Run the changed server ${inertText(server, 40)}?`;
    case 'form':
      return `${inertText(server, 40)} asks you something`;
    case 'page':
      return `${inertText(server, 40)} asks you to go to a page`;
    case 'call':
      return `${inertText(app ?? 'An app', 24)} wants ${inertText(`${server}.${question.tool ?? ''}`, 50)}`;
  }
}

function questionItems(questions: readonly Question[], actions: TrayActions): Item[] {
  if (questions.length === 0) return [];
  const items = questions
    .slice(0, questionsShown)
    .map((question): Item => ({ label: menuLabel(questionLine(question)), click: () => actions.answer(question.id) }));
  const left = questions.length - items.length;
  const rest: Item[] = left > 0 ? [{ label: `${counted(left, 'more question', 'more questions')}…`, click: () => actions.open() }] : [];
  return [separator, ...items, ...rest];
}

/** One line for all of them: the window has the rest, and the click that mends it. */
function lostItems(lostBy: readonly string[], actions: TrayActions): Item[] {
  return lostBy.length === 0 ? [] : [separator, { label: `${menuLabel(lostLine(lostBy))}: look…`, click: () => actions.open() }];
}

function lostLine([first = '', ...others]: readonly string[]): string {
  return others.length === 0 ? `${inertText(first, 40)} lost Patchbay` : `${others.length + 1} apps lost Patchbay`;
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
