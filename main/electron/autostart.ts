import { existsSync, mkdirSync, realpathSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, sep } from 'node:path';
import { sync as writeFileAtomic } from 'write-file-atomic';
import type { App } from 'electron';

/** Starting Patchbay, without its window, when the person logs in. */
export interface Autostart {
  isOn(): boolean;
  turn(on: boolean): void;
}

/** Null for a Patchbay that isn't installed: its path is a developer's folder, which may be gone at the next login. */
export function autostartOf(app: App): Autostart | null {
  if (!app.isPackaged) return null;
  return process.platform === 'linux' ? desktopEntry(configFolder(), startCommand(app)) : loginItem(app);
}

/** An AppImage runs from a mount of its own; the file to start again is the image. */
export function startCommand(app: App): string {
  return appImage(app) ?? app.getPath('exe');
}

/** The image that this Patchbay runs from, or null. What the terminal of another program's AppImage started has that image in its environment. */
export function appImage(app: App): string | null {
  const { APPIMAGE: image, APPDIR: mount } = process.env;
  const isOurs = mount === undefined || (existsSync(mount) && app.getPath('exe').startsWith(`${realpathSync(mount)}${sep}`));
  return image !== undefined && isOurs ? image : null;
}

/** The freedesktop way: a file in the autostart folder. */
export function desktopEntry(config: string, command: string): Autostart {
  const file = join(config, 'autostart', 'patchbay.desktop');
  return {
    isOn: () => existsSync(file),
    turn(on) {
      if (!on) return rmSync(file, { force: true });
      mkdirSync(dirname(file), { recursive: true });
      writeFileAtomic(file, entryText(command));
    },
  };
}

function entryText(command: string): string {
  return [
    '[Desktop Entry]',
    'Type=Application',
    'Name=Patchbay',
    `Exec=${quoted(command)} --hidden`,
    'X-GNOME-Autostart-enabled=true',
    '',
  ].join('\n');
}

/** Quoting of the Desktop Entry Specification: escaped for its quotes, then for a string value; `%` begins a field code. */
function quoted(command: string): string {
  const inQuotes = command
    .replace(/["`$\\]/g, '\\$&')
    .replaceAll('\\', '\\\\')
    .replaceAll('%', '%%');
  return `"${inQuotes}"`;
}

function configFolder(): string {
  return process.env['XDG_CONFIG_HOME'] ?? join(homedir(), '.config');
}

function loginItem(app: App): Autostart {
  const options = { args: ['--hidden'] };
  return {
    isOn: () => app.getLoginItemSettings(options).openAtLogin,
    turn: (on) => app.setLoginItemSettings({ ...options, openAtLogin: on }),
  };
}
