import type { KnownApp } from '../../contract/known-apps.ts';
import { DriftNews } from './drift-news.ts';
import { Notifications } from './notifications.ts';

/** What is mended by itself is mended by then, and nobody is called for it. Milliseconds. */
const graceMs = 2_000;

/** One notification for each app that lost Patchbay, or that something else befell which needs the person; taken back once all is well. */
export class DriftNotifications implements Disposable {
  readonly #open: (app: string) => void;
  readonly #news = new DriftNews(new Date(performance.timeOrigin));
  readonly #notifications = new Notifications();
  #apps: readonly KnownApp[] = [];
  #grace: NodeJS.Timeout | undefined;

  constructor(open: (app: string) => void) {
    this.#open = open;
  }

  update(apps: readonly KnownApp[]): void {
    this.#apps = apps;
    this.#grace ??= setTimeout(() => this.#tell(), graceMs);
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#grace);
    this.#notifications[Symbol.dispose]();
  }

  #tell(): void {
    this.#grace = undefined;
    const news = this.#news.take(this.#apps);
    // What is new takes the place of what was told of the same app, which may be long out of sight.
    const stay = this.#apps.filter(({ id, drift }) => drift.length > 0 && !news.some(({ app }) => app === id));
    this.#notifications.keepOnly(new Set(stay.map(({ id }) => id)));
    for (const { app, sentence } of news) {
      this.#notifications.show(app, { title: 'Patchbay', body: `${sentence} Click to look.`, click: () => this.#open(app) });
    }
  }
}
