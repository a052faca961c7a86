import type { BrowserWindow } from 'electron';
import type { Approval } from '../../contract/models.ts';
import { createWindow, visit, type WindowFiles } from './window.ts';

/** How long the page says how a question ended before the window goes. */
const farewellMs = 2_500;

/**
 * The small window that asks one question at a time, above everything else. It takes no focus when it comes by itself, so that a key
 * meant for another program never answers. Closing it is not an answer: the question waits on in the tray until it is answered or runs out.
 */
export class ApprovalWindow implements Disposable {
  readonly #files: WindowFiles;
  #window: BrowserWindow | null = null;
  #waiting: readonly string[] = [];
  /** Came up before; it doesn't come up by itself a second time. */
  #seen = new Set<string>();
  #shown: string | null = null;
  #farewell: NodeJS.Timeout | undefined;

  constructor(files: WindowFiles) {
    this.#files = files;
  }

  /** Shows the oldest question that is new, and goes on to the next one when that is answered. */
  update(approvals: readonly Approval[]): void {
    this.#waiting = approvals.map((approval) => approval.id);
    this.#seen = new Set(this.#waiting.filter((id) => this.#seen.has(id)));
    if (this.#shown !== null && this.#waiting.includes(this.#shown)) return;
    const next = this.#waiting.find((id) => !this.#seen.has(id));
    if (next !== undefined) this.#show(next);
    else if (this.#shown !== null) this.#farewell ??= setTimeout(() => this.#window?.destroy(), farewellMs);
  }

  /** The person asked to see this question. */
  open(id: string): void {
    if (!this.#waiting.includes(id)) return;
    this.#show(id);
    this.#window?.show();
    this.#window?.focus();
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#farewell);
    this.#window?.destroy();
  }

  #show(id: string): void {
    this.#stay();
    this.#shown = id;
    this.#seen.add(id);
    const window = (this.#window ??= this.#create());
    visit(window, `/approval/${encodeURIComponent(id)}`);
  }

  #stay(): void {
    clearTimeout(this.#farewell);
    this.#farewell = undefined;
  }

  #create(): BrowserWindow {
    const window = createWindow(this.#files, {
      width: 480,
      height: 560,
      useContentSize: true,
      minWidth: 420,
      minHeight: 420,
      alwaysOnTop: true,
      maximizable: false,
      minimizable: false,
      fullscreenable: false,
    });
    window.setAlwaysOnTop(true, 'floating');
    window.once('ready-to-show', () => window.showInactive());
    // The person put the questions off: none of those that wait now comes up by itself again.
    window.on('close', () => this.#waiting.forEach((id) => this.#seen.add(id)));
    window.once('closed', () => {
      this.#stay();
      this.#window = null;
      this.#shown = null;
    });
    window.webContents.on('render-process-gone', () => window.destroy());
    return window;
  }
}
