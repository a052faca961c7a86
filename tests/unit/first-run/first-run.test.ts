import { describe, expect, it } from 'vitest';
import type { SetUpProgress } from '../../../contract/first-run.ts';
import { aCandidate, aKnownApp } from '../../renderer/example-apps.ts';
import { aServer } from '../../renderer/example-values.ts';
import { Computer, everything, twoApps } from './set-up-double.ts';

describe('what setting up proposes', () => {
  it('is every app that can be wired and every server once, and why the rest is left out', async () => {
    const computer = twoApps();
    const question = { key: 'site', label: 'your site', description: '', secret: false, required: true, default: null, choices: [] };
    computer.apps.push(
      aKnownApp('codex', 'Codex', { state: 'unreadable', message: 'Its file has a fault at line 3.' }),
      aKnownApp('raycast', 'Raycast', { wiring: 'snippet' }),
      aKnownApp('warp', 'Warp'),
      aKnownApp('roo', 'Roo', { wiring: 'import-only' }),
      aKnownApp('amp', 'Amp', { state: 'connected' }),
      aKnownApp('jan', 'Jan', { state: 'not-installed' }),
    );
    computer.fail('plan warp', 'Its file leads out of your home.');
    computer.found.push(
      aCandidate('same', { sameAs: 'found-notes', source: 'Zed' }),
      aCandidate('jira', { questions: [question] }),
      aCandidate('memory'),
    );
    const { apps, servers, leftOut } = await computer.start().propose();
    expect(apps.map(({ app }) => app)).toEqual(['cursor', 'zed']);
    expect(servers.map(({ name, source }) => `${name} from ${source}`)).toEqual(['github from Cursor', 'notes from Cursor, Zed']);
    expect(leftOut).toEqual([
      'Codex: Its file has a fault at line 3.',
      'Raycast takes one paste into its own settings: the page Apps shows what and where.',
      'Warp: Its file leads out of your home.',
      'jira (VS Code) asks for your site first: add it on the page Servers.',
    ]);
  });
});

describe('a fault of a file', () => {
  it('is said once', async () => {
    const computer = twoApps();
    computer.apps = [aKnownApp('cursor', 'Cursor', { state: 'unreadable', message: 'A comma is missing.' })];
    computer.fault = '/x:1:1 it can’t be read';
    expect((await computer.start().propose()).leftOut).toEqual(['Cursor: A comma is missing.']);
  });
});

describe('setting up', () => {
  it('takes the servers, then connects the apps, then makes a call, and tells each step', async () => {
    const computer = twoApps();
    const firstRun = computer.start();
    const told: SetUpProgress[] = [];
    firstRun.progress.subscribe((progress) => told.push(progress));
    await firstRun.propose();
    const { steps, call } = await firstRun.apply(everything);
    expect(computer.did).toEqual(['take github', 'take notes', 'wire cursor', 'wire zed']);
    expect(steps.every(({ ok }) => ok)).toBe(true);
    expect(call).toEqual({ tool: 'github.list', ok: true, answer: '[]', durationMs: 12 });
    expect(told.map(({ doing }) => doing).filter((doing) => doing !== null)).toEqual([
      'Taking over github',
      'Taking over notes',
      'Connecting Cursor',
      'Connecting Zed',
      'Calling github',
    ]);
  });

  it('says what failed and does the rest', async () => {
    const computer = twoApps();
    computer.fail('take github', 'The vault is locked. Unlock it.');
    computer.fail('wire cursor', 'The disk is full.');
    computer.fail('test notes', 'It doesn’t start.');
    const firstRun = computer.start();
    await firstRun.propose();
    const { steps, call } = await firstRun.apply(everything);
    expect(steps.map(({ what, ok, message }) => [ok, `${what}: ${message}`])).toEqual([
      [false, 'github wasn’t taken over: The vault is locked. Unlock it.'],
      [true, 'notes was taken over: '],
      [false, 'Cursor wasn’t connected: The disk is full.'],
      [true, 'Zed was connected: Quit Zed and open it again.'],
      [false, 'notes doesn’t answer yet: It doesn’t start.'],
      [true, 'memory runs: memory answered list.'],
    ]);
    expect(call?.tool).toBe('memory.list');
  });

  it('takes the servers out of the apps’ files only when asked', async () => {
    const computer = twoApps();
    const firstRun = computer.start();
    await firstRun.propose();
    await firstRun.apply({ ...everything, servers: ['found-github'], moveOut: true });
    expect(computer.did).toEqual(['take github', 'wire cursor found-github', 'wire zed']);
  });

  it('with nothing on this computer adds the built-in memory and calls it', async () => {
    const computer = new Computer();
    computer.servers = [];
    const { call } = await computer.start().apply({ apps: [], servers: [], moveOut: false });
    expect(call?.tool).toBe('memory.list');
  });

  it('refuses a list that it never showed', async () => {
    await expect(twoApps().start().apply(everything)).rejects.toThrow('look at it again');
  });
});

describe('undoing it', () => {
  it('takes back exactly what was brought, also after a restart', async () => {
    const computer = twoApps();
    computer.apps.push(
      aKnownApp('mine', 'Mine', { files: [{ path: '/m', scope: 'user', exists: true, wired: true, fault: null, servers: [] }] }),
    );
    computer.servers.push(aServer('own'));
    computer.secrets.set('own-token', ['own']);
    const firstRun = computer.start();
    await firstRun.propose();
    await firstRun.apply({ ...everything, apps: ['cursor', 'mine'] });
    const again = computer.start();
    expect(await again.state()).toMatchObject({ state: 'done', canUndo: true, result: { call: { tool: 'github.list' } } });
    const { steps } = await again.undo();
    expect(steps.map(({ what }) => what)).toEqual([
      'Cursor was disconnected',
      'notes was removed',
      'github was removed',
      'The secret github-token was removed',
    ]);
    expect(computer.servers.map(({ name }) => name)).toEqual(['memory', 'own']);
    expect([...computer.secrets.keys()]).toEqual(['own-token']);
    expect(await again.state()).toEqual({ state: 'later', canUndo: false, result: null });
    await expect(again.undo()).rejects.toThrow('nothing left');
  });

  it('leaves an app that the person disconnected and connected anew, and says so', async () => {
    const computer = twoApps();
    const firstRun = computer.start();
    await firstRun.propose();
    await firstRun.apply(everything);
    await computer.actions['apps.apply']({ plan: 'unwire cursor' });
    await computer.actions['apps.apply']({ plan: 'wire cursor' });
    const { steps } = await firstRun.undo();
    const left = { what: 'Cursor stays connected', ok: true, message: 'It was connected anew since: disconnect it on the page Apps.' };
    expect(steps.slice(0, 2)).toEqual([{ what: 'Zed was disconnected', ok: true, message: 'Its file no longer names Patchbay.' }, left]);
    expect(computer.apps.map(({ state }) => state)).toEqual(['wired', 'installed']);
    expect((await firstRun.state()).canUndo).toBe(false);
  });

  it('leaves a server that the person changed, or made anew under the same name', async () => {
    const computer = twoApps();
    const firstRun = computer.start();
    await firstRun.propose();
    await firstRun.apply({ ...everything, apps: [] });
    computer.servers = computer.servers.map((server) => (server.name === 'notes' ? { ...server, command: 'my-own-notes' } : server));
    const { steps } = await firstRun.undo();
    expect(steps).toContainEqual({ what: 'notes is still there', ok: false, message: expect.stringContaining('changed since') });
    expect(computer.servers.map(({ name }) => name)).toEqual(['memory', 'notes']);
  });

  it('leaves a secret that the person gave another value', async () => {
    const computer = twoApps();
    const firstRun = computer.start();
    await firstRun.propose();
    await firstRun.apply({ ...everything, apps: [] });
    computer.changed.set('github-token', 'later');
    const { steps } = await firstRun.undo();
    expect(steps.at(-1)).toMatchObject({
      what: 'The secret github-token is still there',
      message: expect.stringContaining('changed since'),
    });
    expect([...computer.secrets.keys()]).toEqual(['github-token']);
  });

  it('keeps what couldn’t be taken back, to be tried again', async () => {
    const computer = twoApps();
    const firstRun = computer.start();
    await firstRun.propose();
    await firstRun.apply(everything);
    computer.fail('unwire zed', 'Its file is read-only.');
    computer.servers.push(aServer('other'));
    computer.secrets.set('github-token', ['github', 'other']);
    const { steps } = await firstRun.undo();
    expect(steps.filter(({ ok }) => !ok).map(({ what, message }) => `${what}: ${message}`)).toEqual([
      'Zed is still connected: Its file is read-only.',
      'The secret github-token is still there: other uses it: remove it on the page Settings.',
    ]);
    computer.failing.clear();
    expect((await firstRun.undo()).steps[0]?.what).toBe('Zed was disconnected');
  });

  it('knows what a kill in the middle left', async () => {
    const computer = twoApps();
    const before = computer.actions['imports.take'];
    const killed = {
      ...computer.actions,
      'imports.take': async (input: Parameters<typeof before>[0]) => {
        await before(input);
        return new Promise<never>(() => {});
      },
    };
    Object.assign(computer, { actions: killed });
    const firstRun = computer.start();
    await firstRun.propose();
    void firstRun.apply(everything);
    await expect.poll(() => computer.servers.length).toBe(2);
    const again = computer.start();
    expect(await again.state()).toMatchObject({ canUndo: true, result: null });
    await again.undo();
    expect(computer.servers.map(({ name }) => name)).toEqual(['memory']);
    expect(computer.secrets.size).toBe(0);
  });
});

describe('a home', () => {
  it('is new until somebody set up or put it off, or has servers of their own', async () => {
    const computer = new Computer();
    expect((await computer.start().state()).state).toBe('new');
    expect((await computer.start().later()).state).toBe('later');
    expect((await computer.start().state()).state).toBe('later');
    const grown = new Computer();
    grown.servers.push(aServer('own'));
    expect((await grown.start().state()).state).toBe('done');
  });
});
