import { BrowserWindow, type BrowserWindowConstructorOptions, nativeTheme } from 'electron';
import { origin, webPreferences } from './security.ts';

/** What every window of ours is made with. */
export interface WindowFiles {
  readonly preload: string;
  readonly icon: string;
  /** Only a developer's Patchbay lets anybody look inside its pages. */
  readonly devTools: boolean;
}

/** A window of our page, hidden until its content is there: no white flash. */
export function createWindow({ preload, icon, devTools }: WindowFiles, options: BrowserWindowConstructorOptions): BrowserWindow {
  return new BrowserWindow({
    ...options,
    show: false,
    icon,
    title: 'Patchbay',
    autoHideMenuBar: true,
    backgroundColor: nativeTheme.shouldUseDarkColors ? '#14161f' : '#f7f8fb',
    webPreferences: { ...webPreferences, preload, devTools },
  });
}

/** The address of a place in the window, as its router spells it. */
function addressOf(path: string): string {
  return `${origin}/index.html#${path}`;
}

/** Goes to a place in the window. That another visit or the end of the window overtakes this one is no fault. */
export function visit(window: BrowserWindow, path: string): void {
  window.loadURL(addressOf(path)).catch(() => undefined);
}

/** The big window. Closing it hides it: Patchbay goes on in the tray. */
export class MainWindow implements Disposable {
  readonly #files: WindowFiles;
  #window: BrowserWindow | null = null;

  constructor(files: WindowFiles) {
    this.#files = files;
  }

  /** @param path a place in the window; left out: where the person was last. */
  show(path?: string): void {
    if (this.#window === null) {
      this.#window = this.#create(path ?? '/');
      return;
    }
    if (path !== undefined) visit(this.#window, path);
    bringUp(this.#window);
  }

  [Symbol.dispose](): void {
    // Unlike close(), this asks nobody.
    this.#window?.destroy();
  }

  #create(path: string): BrowserWindow {
    const window = createWindow(this.#files, { width: 1180, height: 780, minWidth: 760, minHeight: 520 });
    window.on('close', (event) => {
      event.preventDefault();
      window.hide();
    });
    window.once('closed', () => {
      this.#window = null;
    });
    window.once('ready-to-show', () => window.show());
    // A page that crashed or hung is made anew with the next "Open Patchbay".
    window.webContents.on('render-process-gone', () => window.destroy());
    visit(window, path);
    return window;
  }
}

function bringUp(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
}
