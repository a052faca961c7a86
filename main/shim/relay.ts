import { randomUUID } from 'node:crypto';
import type { Duplex, Readable, Writable } from 'node:stream';
import { fieldsOf } from '../lib/json-record.ts';
import { LineSplitter, longestLine } from '../wire/line-splitter.ts';
import { Conversation } from './conversation.ts';
import { type Message, parseFields, readEnds, readMessage } from './message.ts';
import { interruptedAnswer, type NotSent, notification, notSentAnswer, tooLargeAnswer } from './shim-errors.ts';
import { WaitingRoom } from './waiting-room.ts';
import { within } from './within.ts';

/** The app's side: what it writes is our input. */
export interface AppStreams {
  readonly input: Readable;
  readonly output: Writable;
}

/** How long a new Patchbay may take to answer the replayed initialize, in milliseconds. */
const replayTimeMs = 10_000;
/** How long Patchbay may be silent after the app has closed its side while answers are under way, in milliseconds. */
const farewellMs = 2000;
/** How long all of it may take, and the app to read it, in milliseconds: a line that is cut is worse than a late end. */
const farewellAtMostMs = 30_000;

/**
 * Relays whole lines between the app and one Patchbay connection after another. The app sees one session that never ends: what was
 * under way when a connection ended is answered with `restarting`, what comes while there is none waits.
 */
export class Relay {
  /** Resolves when the app is gone and what it still waited for has arrived or takes too long. */
  readonly finished: Promise<void>;
  readonly #app: AppStreams;
  readonly #conversation = new Conversation();
  readonly #waiting = new WaitingRoom((id) => this.#toApp(notSentAnswer(id, 'waited')));
  readonly #finish: () => void;
  #connection: Duplex | null = null;
  /** False while the connection is only good for replaying the session. */
  #isReady = false;
  #replay: { readonly id: string; readonly timer: NodeJS.Timeout } | null = null;
  #wasQuit = false;
  #farewell: NodeJS.Timeout | null = null; // set once the app has closed its side

  constructor(app: AppStreams) {
    this.#app = app;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.finished = promise;
    this.#finish = resolve;
    this.#listenToApp();
  }

  /** Relays over this connection until it ends. */
  async serve(connection: Duplex): Promise<void> {
    if (connection.destroyed) return;
    const { promise: closed, resolve } = Promise.withResolvers<void>();
    connection.once('close', resolve);
    this.#listenToBroker(connection);
    this.#connection = connection;
    this.#wasQuit = false;
    this.#open(connection);
    this.#balance();
    await closed;
    this.#lose();
  }

  /** Patchbay ended on purpose: until it is back, requests are answered at once. */
  brokerWasQuit(): void {
    this.#wasQuit = true;
    for (const { message } of this.#waiting.takeAll()) this.#refuse(message, 'quit');
  }

  /** Lets what was written leave on both sides, and ends the connection. */
  async close(): Promise<void> {
    await Promise.all([within(farewellMs, this.#endConnection()), within(farewellAtMostMs, this.#flushOutput())]);
  }

  #endConnection(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    if (this.#connection === null) resolve();
    else this.#connection.once('close', resolve).end();
    return promise;
  }

  #flushOutput(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#app.output.write('', () => resolve());
    return promise;
  }

  #listenToApp(): void {
    const { input, output } = this.#app;
    const splitter = new LineSplitter(longestLine, {
      line: (bytes) => this.#fromApp(bytes),
      oversized: (head, tail) => this.#refuseOversized(readEnds(head, tail)),
    });
    input.on('data', (chunk: Buffer) => this.#inOneWrite(this.#connection, () => splitter.push(chunk)));
    input.on('end', () => {
      splitter.end();
      this.#endApp();
    });
    input.on('error', () => this.#finish());
    output.on('error', () => this.#finish());
    output.on('drain', () => this.#balance());
  }

  #listenToBroker(connection: Duplex): void {
    const splitter = new LineSplitter(longestLine, {
      line: (bytes) => this.#fromBroker(bytes),
      oversized: (head, tail) => this.#answerOversized(readEnds(head, tail)),
    });
    connection.on('data', (chunk: Buffer) => {
      this.#farewell?.refresh();
      this.#inOneWrite(this.#app.output, () => splitter.push(chunk));
    });
    connection.on('drain', () => this.#balance());
  }

  /** All lines of one chunk leave together. */
  #inOneWrite(target: Writable | null, work: () => void): void {
    target?.cork();
    work();
    target?.uncork();
    this.#balance();
  }

  /** Neither side is read faster than the other takes it, so nothing piles up here. */
  #balance(): void {
    const { input, output } = this.#app;
    if (output.writableNeedDrain) this.#connection?.pause();
    else this.#connection?.resume();
    const target = this.#connection ?? output;
    if (target.writableNeedDrain) input.pause();
    else input.resume();
  }

  #open(connection: Duplex): void {
    const id = `patchbay-shim-${randomUUID()}`;
    const replay = this.#conversation.replay(id);
    if (replay === null) {
      this.#becomeReady();
      return;
    }
    this.#replay = { id, timer: setTimeout(() => connection.destroy(), replayTimeMs) };
    connection.write(replay);
  }

  #becomeReady(): void {
    this.#isReady = true;
    for (const { message, line } of this.#waiting.takeAll()) this.#send(message, line);
  }

  #fromApp(bytes: Buffer): void {
    const message = readMessage(bytes);
    if (this.#conversation.isForTheDead(message)) return;
    const line = asLine(bytes);
    if (this.#isReady) this.#send(message, line);
    else this.#hold(message, line);
  }

  #send(message: Message, line: Buffer): void {
    this.#conversation.sent(message, line);
    this.#connection?.write(line);
  }

  /** An answer has nobody left to go to; a cancellation concerns a request that waits here, or that was answered already. */
  #hold(message: Message, line: Buffer): void {
    if (message.kind === 'answer') return;
    if (message.kind === 'notification' && message.cancels !== null) this.#waiting.withdraw(message.cancels);
    else if (this.#wasQuit) this.#refuse(message, 'quit');
    else if (!this.#waiting.add(message, line)) this.#refuse(message, 'crowded');
  }

  #refuse(message: Message, reason: NotSent): void {
    if (message.kind === 'request') this.#toApp(notSentAnswer(message.id, reason));
  }

  #refuseOversized(message: Message): void {
    if (message.kind !== 'answer') this.#toApp(tooLargeAnswer(message.kind === 'request' ? message.id : null, longestLine));
  }

  #fromBroker(bytes: Buffer): void {
    const message = readMessage(bytes);
    if (this.#replay !== null && message.kind === 'answer' && message.id === this.#replay.id) {
      this.#finishReplay(bytes);
      return;
    }
    if (this.#conversation.isForTheShim(message)) return;
    this.#conversation.received(message);
    this.#toApp(asLine(bytes));
  }

  #answerOversized(message: Message): void {
    if (message.kind !== 'answer') return;
    this.#conversation.received(message);
    this.#toApp(tooLargeAnswer(message.id, longestLine));
  }

  /** The session goes on. What Patchbay offers may have changed meanwhile, so the app is told to look again where it can be told. */
  #finishReplay(answer: Buffer): void {
    this.#endReplay();
    const { id, result } = parseFields(answer);
    if (result === undefined) {
      this.#connection?.destroy();
      return;
    }
    if (this.#conversation.initialized !== null) this.#connection?.write(this.#conversation.initialized);
    for (const line of this.#conversation.replayStanding(String(id))) this.#connection?.write(line);
    for (const [name, capability] of Object.entries(fieldsOf(fieldsOf(result)['capabilities']))) {
      if (fieldsOf(capability)['listChanged'] === true) this.#toApp(notification(`notifications/${name}/list_changed`));
    }
    this.#becomeReady();
  }

  #endReplay(): void {
    clearTimeout(this.#replay?.timer);
    this.#replay = null;
  }

  #lose(): void {
    this.#endReplay();
    this.#connection = null;
    this.#isReady = false;
    const { unanswered, orphaned, unbegun } = this.#conversation.interrupt();
    if (unbegun !== null) this.#hold(unbegun.message, unbegun.line);
    for (const { id, method } of unanswered) this.#toApp(interruptedAnswer(id, method));
    for (const requestId of orphaned)
      this.#toApp(notification('notifications/cancelled', { requestId, reason: 'Patchbay is starting again.' }));
    this.#balance();
  }

  #toApp(line: Buffer): void {
    this.#app.output.write(line);
    this.#finishIfIdle();
  }

  #endApp(): void {
    this.#farewell = setTimeout(this.#finish, farewellMs);
    setTimeout(this.#finish, farewellAtMostMs);
    this.#finishIfIdle();
  }

  #finishIfIdle(): void {
    if (this.#farewell !== null && this.#conversation.isIdle && this.#waiting.isEmpty) this.#finish();
  }
}

/** A copy: the splitter uses its memory again. */
function asLine(bytes: Buffer): Buffer {
  return Buffer.concat([bytes, newline]);
}

const newline = Buffer.from('\n');
