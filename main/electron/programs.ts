import { join } from 'node:path';
import type { App } from 'electron';
import type { Programs } from '../compose/options.ts';
import type { Home } from '../lib/home.ts';
import { startCommand } from './autostart.ts';

/**
 * An installed Patchbay brings a Node of its own (its fuses keep Electron from being one) and its programs outside the archive,
 * where that Node can read them.
 */
export function programsOf(app: App, home: Home): Programs {
  const options = ['--hidden', '--home', home.folder];
  const node = process.platform === 'win32' ? 'node.exe' : 'node';
  if (app.isPackaged) {
    const { resourcesPath } = process;
    return {
      folder: join(resourcesPath, 'programs'),
      node: join(resourcesPath, 'bin', node),
      start: { command: startCommand(app), args: options },
      shim: join(resourcesPath, 'bin', process.platform === 'win32' ? 'patchbay-shim.cmd' : 'patchbay-shim'),
    };
  }
  const project = app.getAppPath();
  return {
    folder: join(project, 'dist'),
    node: join(project, 'node_modules/node/bin', node),
    start: { command: process.execPath, args: [project, ...options] },
  };
}
