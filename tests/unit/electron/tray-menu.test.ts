import type { MenuItemConstructorOptions } from 'electron';
import { describe, expect, it, vi } from 'vitest';
import type { Elicitation } from '../../../contract/elicitations.ts';
import type { Approval, Session } from '../../../contract/models.ts';
import { stateLine, trayMenu, trayState, type TrayView } from '../../../main/electron/tray-menu.ts';
import { status } from '../api/handlers.ts';

const approval: Approval = {
  id: 'a1',
  kind: 'call',
  app: 'cursor',
  server: 'github',
  tool: 'create_issue',
  argumentsText: '{ "title": "secret plan" }',
  claim: null,
  risk: 'write',
  riskReason: 'it creates something',
  alwaysCovers: null,
  requestedAt: '2026-11-21T06:00:00.000Z',
  expiresAt: null,
};

const session: Session = {
  id: 's1',
  app: 'cursor',
  clientInfo: null,
  protocolVersion: '2025-11-25',
  since: '2026-11-21T06:00:00.000Z',
  calls: 1,
  exposure: 'compact',
  toolsShown: 4,
};

const calm: TrayView = { status, questions: [], lostBy: [], startsAtLogin: null };

function actions() {
  return { open: vi.fn(), answer: vi.fn(), pause: vi.fn(), startAtLogin: vi.fn(), quit: vi.fn() };
}

function labels(items: readonly MenuItemConstructorOptions[]): (string | undefined)[] {
  return items.map((item) => (item.type === 'separator' ? '—' : item.label));
}

function click(items: readonly MenuItemConstructorOptions[], label: string): void {
  const item = items.find((each) => each.label === label);
  // Electron's own arguments of a click are none that the menu uses.
  (item?.click as (() => void) | undefined)?.();
}

describe('the tray menu', () => {
  it('of a calm Patchbay says so and offers what can be done', () => {
    expect(labels(trayMenu(calm, actions()))).toEqual([
      'Running, 0 apps connected',
      '—',
      'Pause all tools',
      'Connected apps',
      '—',
      'Open Patchbay',
      '—',
      'Quit Patchbay',
    ]);
  });

  it('lists what waits for an answer, and each opens its own question', () => {
    const can = actions();
    const changed: Approval = { ...approval, id: 'a2', kind: 'server', app: null, tool: null, server: 'docs' };
    const menu = trayMenu({ ...calm, questions: [approval, changed] }, can);
    expect(labels(menu).slice(0, 5)).toEqual([
      '2 questions wait for your answer',
      '—',
      'cursor wants github.create_issue',
      'Run the changed server docs?',
      '—',
    ]);
    click(menu, 'Run the changed server docs?');
    expect(can.answer).toHaveBeenCalledExactlyOnceWith('a2');
  });

  it('names what a server asks, without its words', () => {
    const asked = { app: 'cursor', server: 'cr\u202Em', message: 'Send me money', requestedAt: '', expiresAt: '' };
    const form: Elicitation = { ...asked, id: 'e1', kind: 'form', fields: [] };
    const page: Elicitation = { ...asked, id: 'e2', kind: 'page', address: 'https://a.example/', host: 'a.example', opened: false };
    const menu = labels(trayMenu({ ...calm, questions: [form, page] }, actions()));
    expect(menu.slice(2, 4)).toEqual(['cr\\u{202e}m asks you something', 'cr\\u{202e}m asks you to go to a page']);
    expect(menu.join()).not.toContain('money');
  });

  it('never shows the arguments of a call', () => {
    expect(JSON.stringify(trayMenu({ ...calm, questions: [approval] }, actions()))).not.toContain('secret plan');
  });

  it('shows eight questions and counts the others', () => {
    const questions = Array.from({ length: 11 }, (_, index) => ({ ...approval, id: String(index) }));
    const menu = labels(trayMenu({ ...calm, questions }, actions()));
    expect(menu.filter((label) => label === 'cursor wants github.create_issue')).toHaveLength(8);
    expect(menu).toContain('3 more questions…');
  });

  it('spells out what a server hides in a name, keeps it short, and keeps its ampersands', () => {
    const tool = `save\u202Eexe&\n${'x'.repeat(200)}`;
    const label = labels(trayMenu({ ...calm, questions: [{ ...approval, tool }] }, actions()))[2];
    expect(label).toMatch(/^cursor wants github\.save\\u\{202e\}exe&&\\u\{a\}x+…$/);
    expect(label?.length).toBeLessThan(80);
  });

  it('pauses and resumes', () => {
    const can = actions();
    const paused: TrayView = { ...calm, status: { ...status, state: 'paused' }, questions: [approval] };
    expect(trayState(paused)).toBe('paused');
    expect(stateLine(paused)).toBe('All tools are paused');
    click(trayMenu(paused, can), 'Resume all tools');
    click(trayMenu(calm, can), 'Pause all tools');
    expect(can.pause.mock.calls).toEqual([[false], [true]]);
  });

  it('shows each connected app once, however many sessions it has, and stays as it is while they call', () => {
    const sessions = [session, { ...session, id: 's2', calls: 41 }, { ...session, id: 's3', app: 'claude-code', calls: 1 }];
    const menu = trayMenu({ ...calm, status: { ...status, sessions } }, actions());
    const apps = menu.find((item) => item.label === 'Connected apps')?.submenu;
    expect(labels(apps as MenuItemConstructorOptions[])).toEqual(['cursor', 'claude-code']);
  });

  it('says when a server failed', () => {
    const failed = { name: 'docs', kind: 'stdio', command: 'npx docs', state: 'failed', pid: null, tools: 0, callsInFlight: 0 } as const;
    const server = { ...failed, prompts: 0, resources: 0, noiseLines: 0, startedAt: null, lastError: 'gone' };
    expect(stateLine({ ...calm, status: { ...status, servers: [server] } })).toBe('Running, 1 server failed');
  });

  it('names an app that lost Patchbay, below the questions, and leads to the window', () => {
    const can = actions();
    const lost: TrayView = { ...calm, lostBy: ['Cursor\u202e & co'] };
    expect(stateLine(lost)).toMatch(/^Cursor.* lost Patchbay$/);
    expect(stateLine({ ...lost, questions: [approval] })).toBe('1 question waits for your answer');
    const label = labels(trayMenu(lost, can)).find((each) => each?.endsWith('look…')) ?? '';
    expect(label).toContain('&& co');
    expect(label).not.toContain('\u202e');
    click(trayMenu(lost, can), label);
    expect(can.open).toHaveBeenCalledExactlyOnceWith();
    expect(labels(trayMenu({ ...calm, lostBy: ['Cursor', 'Zed'] }, can))).toContain('2 apps lost Patchbay: look…');
  });

  it('offers to start at login only where that can be done', () => {
    const can = actions();
    const menu = trayMenu({ ...calm, startsAtLogin: true }, can);
    expect(menu.find((item) => item.label === 'Start at login')).toMatchObject({ type: 'checkbox', checked: true });
    click(menu, 'Start at login');
    expect(can.startAtLogin).toHaveBeenCalledExactlyOnceWith(false);
  });
});
