import type { App } from 'electron';
import type { Elicitation, Question } from '../../contract/elicitations.ts';
import type { KnownApp } from '../../contract/known-apps.ts';
import type { Approval, Status } from '../../contract/models.ts';
import type { Broker } from '../api/api.ts';
import type { Log } from '../lib/log.ts';
import { ApprovalWindow } from './approval-window.ts';
import type { Autostart } from './autostart.ts';
import { DriftNotifications } from './drift-notifications.ts';
import { QuestionNotifications } from './question-notifications.ts';
import type { TrayActions, TrayView } from './tray-menu.ts';
import { TrayIcon } from './tray.ts';
import { MainWindow, type WindowFiles } from './window.ts';

export interface DesktopParts {
  readonly app: App;
  readonly broker: Broker;
  readonly autostart: Autostart | null;
  readonly log: Log;
  readonly files: WindowFiles;
  /** The folder of the tray's pictures. */
  readonly trayImages: string;
}

/** Everything that a person sees of Patchbay: the tray, the window, the questions. It follows the broker's state and has none of its own. */
export class Desktop implements Disposable {
  readonly #parts: DesktopParts;
  readonly #window: MainWindow;
  readonly #approvalWindow: ApprovalWindow;
  readonly #questionNotifications: QuestionNotifications;
  readonly #driftNotifications: DriftNotifications;
  readonly #tray: TrayIcon;
  readonly #ends = new DisposableStack();
  #status: Status;
  #approvals: readonly Approval[];
  #elicitations: readonly Elicitation[];
  #lostBy: readonly string[] = [];

  private constructor(parts: DesktopParts, status: Status) {
    this.#parts = parts;
    this.#status = status;
    this.#approvals = parts.broker.current('approvals.changed') ?? [];
    this.#elicitations = parts.broker.current('elicitations.changed') ?? [];
    this.#window = this.#ends.use(new MainWindow(parts.files));
    this.#approvalWindow = this.#ends.use(new ApprovalWindow(parts.files, (id) => void this.#putOff(id)));
    this.#questionNotifications = this.#ends.use(new QuestionNotifications((id) => this.#approvalWindow.open(id)));
    this.#driftNotifications = this.#ends.use(new DriftNotifications((app) => this.#window.show(`/apps/${encodeURIComponent(app)}`)));
    this.#tray = this.#ends.use(new TrayIcon(parts.app, parts.trayImages, this.#actions(), this.#view()));
    this.#follow();
  }

  static async start(parts: DesktopParts): Promise<Desktop> {
    return new Desktop(parts, await parts.broker.api['status.get']({}));
  }

  open(): void {
    this.#window.show();
  }

  [Symbol.dispose](): void {
    this.#ends.dispose();
  }

  #follow(): void {
    const { events } = this.#parts.broker;
    this.#ends.defer(
      events['status.changed'].subscribe((status) => {
        this.#status = status;
        this.#tray.update(this.#view());
      }),
    );
    this.#ends.defer(
      events['approvals.changed'].subscribe((approvals) => {
        this.#approvals = approvals;
        this.#ask();
      }),
    );
    this.#ends.defer(
      events['elicitations.changed'].subscribe((elicitations) => {
        this.#elicitations = elicitations;
        this.#ask();
      }),
    );
    this.#ends.defer(events['apps.changed'].subscribe((apps) => this.#show(apps)));
    this.#ask();
  }

  /** Of the apps only those show in the tray that need a click. */
  #show(apps: readonly KnownApp[]): void {
    this.#driftNotifications.update(apps);
    this.#lostBy = apps.filter(({ state }) => state === 'drifted').map(({ label }) => label);
    this.#tray.update(this.#view());
  }

  #ask(): void {
    const questions = this.#questions();
    this.#tray.update(this.#view());
    this.#questionNotifications.update(questions);
    this.#approvalWindow.update(questions);
  }

  /** Oldest first. */
  #questions(): readonly Question[] {
    return [...this.#approvals, ...this.#elicitations].toSorted((a, b) => Date.parse(a.requestedAt) - Date.parse(b.requestedAt));
  }

  #view(): TrayView {
    return {
      status: this.#status,
      questions: this.#questions(),
      lostBy: this.#lostBy,
      startsAtLogin: this.#parts.autostart?.isOn() ?? null,
    };
  }

  #actions(): TrayActions {
    return {
      open: () => this.open(),
      answer: (id) => this.#approvalWindow.open(id),
      pause: (paused) => void this.#pause(paused),
      startAtLogin: (on) => this.#startAtLogin(on),
      quit: () => this.#parts.app.quit(),
    };
  }

  async #pause(paused: boolean): Promise<void> {
    try {
      await this.#parts.broker.api['broker.pause']({ paused });
    } catch (error) {
      this.#parts.log.error(paused ? 'Pausing failed' : 'Resuming failed', error);
    }
  }

  async #putOff(id: string): Promise<void> {
    try {
      await this.#parts.broker.api['elicitations.answer']({ id, action: 'cancel', content: {} });
    } catch (error) {
      this.#parts.log.warn('A question that was closed had ended already', error);
    }
  }

  #startAtLogin(on: boolean): void {
    try {
      this.#parts.autostart?.turn(on);
    } catch (error) {
      this.#parts.log.error('Start at login could not be changed', error);
    }
    this.#tray.update(this.#view());
  }
}
