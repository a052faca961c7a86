import { join } from 'node:path';
import { _electron, type ElectronApplication, type Page } from '@playwright/test';
import { type ElectronBinary, isOld } from './electron-binary.ts';

const project = join(import.meta.dirname, '../..');

/** An item of the tray's menu, as it was handed to the system. */
export interface MenuLine {
  readonly label: string;
  readonly enabled: boolean;
  readonly type: string;
  readonly items: MenuLine[];
}

/** A real desktop Patchbay as a process of its own. Disposal quits it as its menu does. */
export class Desktop implements AsyncDisposable {
  readonly app: ElectronApplication;

  private constructor(app: ElectronApplication) {
    this.app = app;
  }

  static async start(electron: ElectronBinary, home: string, ...options: string[]): Promise<Desktop> {
    const preloads = [...(isOld(electron) ? ['electron-33.cjs'] : []), 'record-tray.cjs'];
    const app = await _electron.launch({
      executablePath: electron.program,
      args: [...preloads.flatMap((file) => ['-r', join(import.meta.dirname, file)]), '--no-sandbox', project, '--home', home, ...options],
      // A person's own desktop is not written to.
      env: { ...environment(), XDG_CONFIG_HOME: join(home, 'desktop-config') },
    });
    return new Desktop(app);
  }

  /** The page whose address matches, once its window is there. */
  async page(address: RegExp): Promise<Page> {
    const open = this.app.windows().find((page) => address.test(page.url()));
    return open ?? this.app.waitForEvent('window', { predicate: (page) => page.waitForURL(address).then(() => true) });
  }

  /** Resolves with the menu once it says what is expected. */
  async menu(): Promise<{ toolTip: string; lines: MenuLine[] }> {
    return this.app.evaluate(() => {
      interface Recorded {
        readonly recordedTray: { readonly menu: Electron.Menu | null; readonly toolTip: string };
      }
      const { menu, toolTip } = (globalThis as unknown as Recorded).recordedTray;
      const linesOf = (items: readonly Electron.MenuItem[]): MenuLine[] =>
        items.map(({ label, enabled, type, submenu }) => ({ label, enabled, type, items: linesOf(submenu?.items ?? []) }));
      return { toolTip, lines: linesOf(menu?.items ?? []) };
    });
  }

  /** Clicks a line of the tray's menu. */
  async choose(label: string): Promise<void> {
    await this.app.evaluate((_, wanted) => {
      interface Recorded {
        readonly recordedTray: { readonly menu: Electron.Menu | null };
      }
      const { menu } = (globalThis as unknown as Recorded).recordedTray;
      const item = menu?.items.find((each) => each.label === wanted);
      if (item === undefined) throw new Error(`The tray menu has no line "${wanted}"`);
      item.click();
    }, label);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.app.close();
  }
}

function environment(): Record<string, string> {
  return Object.fromEntries(Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined));
}
