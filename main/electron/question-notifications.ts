import { isElicitation, type Question } from '../../contract/elicitations.ts';
import { Notifications } from './notifications.ts';
import { questionLine } from './tray-menu.ts';

/** One notification per question, taken back when the question is answered. */
export class QuestionNotifications implements Disposable {
  readonly #open: (questionId: string) => void;
  readonly #notifications = new Notifications();

  constructor(open: (questionId: string) => void) {
    this.#open = open;
  }

  update(questions: readonly Question[]): void {
    this.#notifications.keepOnly(new Set(questions.map(({ id }) => id)));
    for (const question of questions) {
      const more = isElicitation(question) ? 'Click to see what' : 'Click to see what it would do';
      const body = `${questionLine(question)}. ${more}.`;
      this.#notifications.show(question.id, { title: 'Patchbay asks', body, click: () => this.#open(question.id) });
    }
  }

  [Symbol.dispose](): void {
    this.#notifications[Symbol.dispose]();
  }
}
