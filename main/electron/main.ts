import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { app, dialog, ipcMain, Menu, protocol, session, shell } from 'electron';
import { NamedError } from '../../contract/errors.ts';
import { compose } from '../compose.ts';
import { createHome, type Home, homeAt, homeFolder } from '../lib/home.ts';
import { type Log, openLog } from '../lib/log.ts';
import { catchProcessFaults } from '../lib/process-faults.ts';
import { autostartOf } from './autostart.ts';
import { Desktop } from './desktop.ts';
import { WindowIpc } from './ipc.ts';
import { opensInBrowser } from './open-in-browser.ts';
import { quitInOrder } from './orderly-quit.ts';
import { programsOf } from './programs.ts';
import { registerScheme, serveWindow } from './protocol.ts';
import { lockDown } from './security.ts';

/** `dist`: the folder of this program's own folder, in a project and inside an installed Patchbay alike. */
const dist = join(import.meta.dirname, '..');
const resources = join(dist, '../resources');

interface Options {
  readonly home: string | undefined;
  /** Started by a shim or at login: nobody asked for a window. */
  readonly hidden: boolean;
}

/** Chromium's own switches are in there too, and are none of ours. */
function optionsOf(argv: readonly string[]): Options {
  const { values } = parseArgs({ args: [...argv], strict: false, options: { home: { type: 'string' }, hidden: { type: 'boolean' } } });
  return { home: typeof values.home === 'string' ? values.home : undefined, hidden: values.hidden === true };
}

async function start(home: Home, log: Log, hidden: boolean, lifetime: AsyncDisposableStack): Promise<void> {
  await app.whenReady();
  lockDown(app, session.defaultSession);
  serveWindow(protocol, join(dist, 'renderer'));
  Menu.setApplicationMenu(
    process.platform === 'darwin' ? Menu.buildFromTemplate([{ role: 'appMenu' }, { role: 'editMenu' }, { role: 'windowMenu' }]) : null,
  );

  const isFirstStart = !existsSync(home.config);
  const openInBrowser = opensInBrowser(shell);
  // Before programs are put into it: it may be somebody's folder with other things.
  await createHome(home);
  const broker = lifetime.use(
    await compose({ home, mode: 'desktop', version: app.getVersion(), programs: programsOf(app, home), log, openInBrowser }),
  );
  lifetime.use(new WindowIpc(ipcMain, broker, (method, error) => log.error(`${method} failed`, error)));
  const files = { preload: join(dist, 'preload/preload.cjs'), icon: join(resources, 'icon.png'), devTools: !app.isPackaged };
  const trayImages = join(resources, 'tray');
  const desktop = lifetime.use(await Desktop.start({ app, broker, autostart: autostartOf(app), log, files, trayImages }));

  app.on('second-instance', (_, argv) => {
    if (!optionsOf(argv).hidden) desktop.open();
  });
  app.on('activate', () => desktop.open());
  if (isFirstStart && !hidden) desktop.open();
}

/** Says why there is no Patchbay and ends. Somebody else's Patchbay in this home is no fault. */
function giveUp(error: unknown, log: Log, hidden: boolean): void {
  const isRunningElsewhere = error instanceof NamedError && error.code === 'conflict';
  log.error('Patchbay could not start', error);
  if (!hidden)
    dialog.showErrorBox('Patchbay did not start', error instanceof NamedError ? error.message : `The log says why: ${app.getPath('logs')}`);
  app.exit(isRunningElsewhere ? 0 : 1);
}

const { home: given, hidden } = optionsOf(process.argv.slice(1));
const home = homeAt(homeFolder(given, process.env));
// The single-instance lock lies in this folder: one Patchbay per home.
app.setPath('userData', join(home.folder, 'window'));
app.setAppLogsPath(home.logs);
const log = openLog(join(home.logs, 'patchbay.log'));
catchProcessFaults(process, log, () => app.quit());
registerScheme(protocol);
app.on('window-all-closed', () => undefined);

if (app.requestSingleInstanceLock()) {
  const lifetime = new AsyncDisposableStack();
  quitInOrder(app, lifetime, log);
  // Who quits before it had started has been answered already.
  start(home, log, hidden, lifetime).catch((error: unknown) => lifetime.disposed || giveUp(error, log, hidden));
} else {
  app.exit(0);
}
