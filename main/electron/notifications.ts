import { Notification } from 'electron';
import type { Approval } from '../../contract/models.ts';
import { questionLine } from './tray-menu.ts';

/** One notification of the system per question, taken back when the question is answered. It shows no arguments: it may be read on a lock screen. */
export class QuestionNotifications implements Disposable {
  readonly #open: (approvalId: string) => void;
  readonly #shown = new Map<string, Notification>();

  constructor(open: (approvalId: string) => void) {
    this.#open = open;
  }

  update(approvals: readonly Approval[]): void {
    const waiting = new Set(approvals.map((approval) => approval.id));
    for (const id of this.#shown.keys()) if (!waiting.has(id)) this.#withdraw(id);
    for (const approval of approvals) if (!this.#shown.has(approval.id)) this.#show(approval);
  }

  [Symbol.dispose](): void {
    for (const id of [...this.#shown.keys()]) this.#withdraw(id);
  }

  #show(approval: Approval): void {
    if (!Notification.isSupported()) return;
    const notification = new Notification({ title: 'Patchbay asks', body: `${questionLine(approval)}. Click to see what it would do.` });
    notification.on('click', () => this.#open(approval.id));
    notification.show();
    this.#shown.set(approval.id, notification);
  }

  #withdraw(id: string): void {
    this.#shown.get(id)?.close();
    this.#shown.delete(id);
  }
}
