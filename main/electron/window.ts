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
export function addressOf(path: string): string {
  return `${origin}/index.html#${path}`;
}

/** The big window. Closing it hides it: Patchbay goes on in the tray. */
export class MainWindow implements Disposable {
  readonly #files: WindowFiles;
  #window: BrowserWindow | null = null;

  constructor(files: WindowFiles) {
    this.#files = files;
  }

  show(): void {
    const window = (this.#window ??= this.#create());
    if (window.isMinimized()) window.restore();
    if (window.webContents.isLoadingMainFrame()) return;
    window.show();
    window.focus();
  }

  [Symbol.dispose](): void {
    // Unlike close(), this asks nobody.
    this.#window?.destroy();
  }

  #create(): BrowserWindow {
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
    void window.loadURL(addressOf('/'));
    return window;
  }
}
