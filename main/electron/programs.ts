import { join } from 'node:path';
import type { App } from 'electron';
import type { Programs } from '../compose/options.ts';
import type { Home } from '../lib/home.ts';
import { appImage, startCommand } from './autostart.ts';
import { keptPrograms } from './kept-programs.ts';

/**
 * An installed Patchbay brings a Node of its own (its fuses keep Electron from being one) and its programs outside the archive,
 * where that Node can read them.
 */
export function programsOf(app: App, home: Home): Programs {
  const options = ['--hidden', '--home', home.folder];
  const node = process.platform === 'win32' ? 'node.exe' : 'node';
  if (app.isPackaged) {
    const image = appImage(app);
    const place = image === null ? process.resourcesPath : keptPrograms(image, process.resourcesPath, home);
    return {
      folder: join(place, 'programs'),
      node: join(place, 'bin', node),
      start: { command: startCommand(app), args: options },
      // Apps that start programs without a shell can't start a script on Windows: there they start node.exe.
      ...(process.platform !== 'win32' && { shim: join(place, 'bin/patchbay-shim') }),
    };
  }
  const project = app.getAppPath();
  return {
    folder: join(project, 'dist'),
    node: join(project, 'node_modules/node/bin', node),
    start: { command: process.execPath, args: [project, ...options] },
  };
}
