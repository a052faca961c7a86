import type { BrowserWindow } from 'electron';
import { isElicitation, type Question } from '../../contract/elicitations.ts';
import { createWindow, visit, type WindowFiles } from './window.ts';

/** How long the page says how a question ended before the window goes. */
const farewellMs = 2_500;

/**
 * The small window that asks one question at a time, above everything else. It takes no focus when it comes by itself, so that a key
 * meant for another program never answers. Closing it is no answer to an approval: that waits on in the tray until it is answered or runs
 * out. What a server asks is put off by it, as the protocol wants it (MCP, "Elicitation", response actions).
 */
export class ApprovalWindow implements Disposable {
  readonly #files: WindowFiles;
  readonly #putOff: (elicitationId: string) => void;
  #window: BrowserWindow | null = null;
  #waiting: readonly Question[] = [];
  /** Came up before; it doesn't come up by itself a second time. */
  #seen = new Set<string>();
  #shown: string | null = null;
  #farewell: NodeJS.Timeout | undefined;

  /** `putOff`: the person closed the window over what a server asks. */
  constructor(files: WindowFiles, putOff: (elicitationId: string) => void) {
    this.#files = files;
    this.#putOff = putOff;
  }

  /** Shows the oldest question that is new, and goes on to the next one when that is answered. */
  update(questions: readonly Question[]): void {
    this.#waiting = questions;
    this.#seen = new Set(questions.map(({ id }) => id).filter((id) => this.#seen.has(id)));
    if (this.#find(this.#shown) !== undefined) return;
    const next = questions.find(({ id }) => !this.#seen.has(id));
    if (next !== undefined) this.#show(next.id);
    else if (this.#shown !== null) this.#farewell ??= setTimeout(() => this.#window?.destroy(), farewellMs);
  }

  /** The person asked to see this question. */
  open(id: string): void {
    if (this.#find(id) === undefined) return;
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

  #find(id: string | null): Question | undefined {
    return this.#waiting.find((question) => question.id === id);
  }

  /** None of the questions that wait now comes up by itself again. */
  #closing(): void {
    for (const { id } of this.#waiting) this.#seen.add(id);
    const shown = this.#find(this.#shown);
    if (shown !== undefined && isElicitation(shown)) this.#putOff(shown.id);
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
    window.on('close', () => this.#closing());
    window.once('closed', () => {
      this.#stay();
      this.#window = null;
      this.#shown = null;
    });
    window.webContents.on('render-process-gone', () => window.destroy());
    return window;
  }
}
