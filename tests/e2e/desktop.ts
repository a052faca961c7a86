import { join } from 'node:path';
import { _electron, type ElectronApplication, type Page } from '@playwright/test';
import type { Transport } from '../../contract/client.ts';
import type { Answer } from '../../contract/contract.ts';

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

  static async start(program: string, home: string, environment: Record<string, string> = {}): Promise<Desktop> {
    const app = await _electron.launch({
      executablePath: program,
      args: ['--no-sandbox', '--home', home],
      // A person's own desktop is not written to.
      env: { ...ownEnvironment(), XDG_CONFIG_HOME: join(home, 'desktop-config'), ...environment },
    });
    return new Desktop(app);
  }

  /** The page whose address matches, once its window is there. */
  async page(address: RegExp): Promise<Page> {
    const open = this.app.windows().find((page) => address.test(page.url()));
    return open ?? this.app.waitForEvent('window', { predicate: (page) => page.waitForURL(address).then(() => true) });
  }

  /** The overview of a new home, which begins with the offer to set everything up. */
  async overview(): Promise<Page> {
    const page = await this.page(/#\/(?:welcome)?$/);
    await page.getByRole('button', { name: 'Later' }).click();
    return page;
  }

  /** What was last handed to the system. */
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

  /** What the notifications in sight say, the oldest first. */
  async notifications(): Promise<string[]> {
    return this.app.evaluate(() => {
      const { recordedNotifications } = globalThis as unknown as { readonly recordedNotifications: readonly Electron.Notification[] };
      return recordedNotifications.map(({ body }) => body);
    });
  }

  async clickNotification(body: string): Promise<void> {
    await this.app.evaluate((_, wanted) => {
      const { recordedNotifications } = globalThis as unknown as { readonly recordedNotifications: readonly Electron.Notification[] };
      recordedNotifications.find((each) => each.body === wanted)?.emit('click');
    }, body);
  }

  /** A picture (PNG) of the whole screen while the tray's menu is open over the window. */
  async pictureOfMenu(): Promise<Buffer> {
    const png = await this.app.evaluate(async ({ BrowserWindow, desktopCapturer, screen }) => {
      interface Recorded {
        readonly recordedTray: { readonly menu: Electron.Menu | null };
      }
      const { menu } = (globalThis as unknown as Recorded).recordedTray;
      const [window] = BrowserWindow.getAllWindows();
      if (menu === null || window === undefined) throw new Error('There is no menu or no window');
      menu.popup({ window, x: 300, y: 120 });
      // The system draws it; nothing says when that is done.
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      const [source] = await desktopCapturer.getSources({ types: ['screen'], thumbnailSize: screen.getPrimaryDisplay().size });
      menu.closePopup(window);
      return source?.thumbnail.toPNG().toString('base64') ?? '';
    });
    return Buffer.from(png, 'base64');
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

/** A call of the contract as the page makes it. */
export function callFrom(page: Page, method: string, input: unknown = {}): Promise<Answer> {
  return page.evaluate(
    ([name, given]) => {
      const bridge: Transport | undefined = Reflect.get(window, 'patchbay');
      if (bridge === undefined) throw new Error('This page has no bridge');
      return bridge.call(name, given);
    },
    [method, input] as const,
  );
}

function ownEnvironment(): Record<string, string> {
  return Object.fromEntries(Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined));
}
