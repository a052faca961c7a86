import { Notification } from 'electron';
import { isElicitation, type Question } from '../../contract/elicitations.ts';
import { questionLine } from './tray-menu.ts';

/** One notification of the system per question, taken back when the question is answered. It shows no arguments and no words of a server: it may be read on a lock screen. */
export class QuestionNotifications implements Disposable {
  readonly #open: (questionId: string) => void;
  readonly #shown = new Map<string, Notification>();

  constructor(open: (questionId: string) => void) {
    this.#open = open;
  }

  update(questions: readonly Question[]): void {
    const waiting = new Set(questions.map((question) => question.id));
    for (const id of this.#shown.keys()) if (!waiting.has(id)) this.#withdraw(id);
    for (const question of questions) if (!this.#shown.has(question.id)) this.#show(question);
  }

  [Symbol.dispose](): void {
    for (const id of [...this.#shown.keys()]) this.#withdraw(id);
  }

  #show(question: Question): void {
    if (!Notification.isSupported()) return;
    const more = isElicitation(question) ? 'Click to see what' : 'Click to see what it would do';
    const notification = new Notification({ title: 'Patchbay asks', body: `${questionLine(question)}. ${more}.` });
    notification.on('click', () => this.#open(question.id));
    notification.show();
    this.#shown.set(question.id, notification);
  }

  #withdraw(id: string): void {
    this.#shown.get(id)?.close();
    this.#shown.delete(id);
  }
}
