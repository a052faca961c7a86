import { Notification } from 'electron';

export interface Notice {
  readonly title: string;
  readonly body: string;
  readonly click: () => void;
}

/** Notifications of the system, each about one thing. What they say may be read on a lock screen: no arguments, no words of a server. */
export class Notifications implements Disposable {
  readonly #shown = new Map<string, Notification>();

  /** @param key what it is about. Nothing comes up a second time. */
  show(key: string, { title, body, click }: Notice): void {
    if (this.#shown.has(key) || !Notification.isSupported()) return;
    const notification = new Notification({ title, body });
    notification.on('click', click);
    notification.show();
    this.#shown.set(key, notification);
  }

  /** Takes back what is about nothing of this any more. */
  keepOnly(keys: ReadonlySet<string>): void {
    for (const [key, notification] of this.#shown) {
      if (keys.has(key)) continue;
      notification.close();
      this.#shown.delete(key);
    }
  }

  [Symbol.dispose](): void {
    this.keepOnly(new Set());
  }
}
