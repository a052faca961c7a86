import type { IpcMain, IpcMainEvent, IpcMainInvokeEvent, WebContents } from 'electron';
import { type Answer, type EventName, events } from '../../contract/contract.ts';
import type { Broker } from '../api/api.ts';
import { dispatch, type ReportFault } from '../api/dispatch.ts';
import { isOurs } from './security.ts';

/** A window needs a handful; a page gone wrong gets no further. */
const subscriptionsAtMost = 200;

/**
 * The window's way into the core, and the one place where messages of a page come in: `call`, `subscribe`, `unsubscribe`. Only the main
 * frame of our own page is heard.
 */
export class WindowIpc implements Disposable {
  readonly #ipc: IpcMain;
  readonly #broker: Broker;
  readonly #report: ReportFault;
  readonly #subscriptions = new Map<WebContents, Map<string, () => void>>();

  constructor(ipc: IpcMain, broker: Broker, report: ReportFault) {
    this.#ipc = ipc;
    this.#broker = broker;
    this.#report = report;
    ipc.handle('call', (event, method: unknown, input: unknown) => this.#call(event, method, input));
    ipc.on('subscribe', (event, name: unknown, channel: unknown) => this.#subscribe(event, name, channel));
    ipc.on('unsubscribe', (event, channel: unknown) => this.#unsubscribe(event, channel));
  }

  [Symbol.dispose](): void {
    this.#ipc.removeHandler('call');
    this.#ipc.removeAllListeners('subscribe');
    this.#ipc.removeAllListeners('unsubscribe');
    for (const contents of [...this.#subscriptions.keys()]) this.#forget(contents);
  }

  async #call(event: IpcMainInvokeEvent, method: unknown, input: unknown): Promise<Answer> {
    if (!isFromOurPage(event))
      return { ok: false, failure: { code: 'forbidden', message: 'Only the window of Patchbay may ask.', data: {} } };
    return dispatch(this.#broker.api, String(method), input, this.#report);
  }

  #subscribe(event: IpcMainEvent, name: unknown, channel: unknown): void {
    if (!isFromOurPage(event) || !isEventName(name) || !isChannel(channel)) return;
    const own = this.#subscriptionsOf(event.sender);
    if (own.size >= subscriptionsAtMost || own.has(channel)) return;
    own.set(
      channel,
      this.#follow(name, (value) => event.sender.send(channel, value)),
    );
  }

  #unsubscribe(event: IpcMainEvent, channel: unknown): void {
    if (!isFromOurPage(event) || !isChannel(channel)) return;
    const own = this.#subscriptions.get(event.sender);
    own?.get(channel)?.();
    own?.delete(channel);
  }

  /** The current value first. Returns the end of the subscription. */
  #follow<Name extends EventName>(name: Name, send: (value: unknown) => void): () => void {
    const end = this.#broker.events[name].subscribe(send);
    const current = this.#broker.current(name);
    if (current !== undefined) send(current);
    return end;
  }

  #subscriptionsOf(contents: WebContents): Map<string, () => void> {
    const known = this.#subscriptions.get(contents);
    if (known) return known;
    const own = new Map<string, () => void>();
    this.#subscriptions.set(contents, own);
    // A page that was reloaded, crashed or closed listens no more.
    contents.on('did-navigate', () => this.#forget(contents));
    contents.on('render-process-gone', () => this.#forget(contents));
    contents.once('destroyed', () => this.#forget(contents));
    return own;
  }

  #forget(contents: WebContents): void {
    for (const end of this.#subscriptions.get(contents)?.values() ?? []) end();
    this.#subscriptions.get(contents)?.clear();
    if (contents.isDestroyed()) this.#subscriptions.delete(contents);
  }
}

function isFromOurPage({ sender, senderFrame }: IpcMainEvent | IpcMainInvokeEvent): boolean {
  return senderFrame !== null && senderFrame === sender.mainFrame && isOurs(senderFrame.url);
}

function isEventName(name: unknown): name is EventName {
  return typeof name === 'string' && Object.hasOwn(events, name);
}

function isChannel(channel: unknown): channel is string {
  return typeof channel === 'string' && /^event-\d{1,9}$/.test(channel);
}
