import type { Readable } from 'node:stream';
import type { EventSourceMessage } from 'eventsource-parser';
import type { ErrorFrame, Frame, RequestId, ResultFrame } from '../../wire/frame.ts';
import { parseFrame } from '../../wire/parse-frame.ts';
import type { HttpAnswer } from './http-endpoint.ts';
import { contentFailure, StreamFault } from './http-failures.ts';
import type { Inbox } from './inbox.ts';
import { eventsOf, shortBody, wholeBody } from './read-body.ts';

/** Ids of events that a server may send once more after a stream was resumed. */
const mostRemembered = 1000;
/** In milliseconds. */
const longestRetryMs = 3_600_000;
/** How long a stream may go on after the answer that it was opened for, in milliseconds. */
const lastEventsMs = 1000;

export interface ReaderOptions {
  readonly inbox: Inbox;
  readonly otherSide: string;
  /** The request that the streams are about; null: what belongs to no request. */
  readonly request: RequestId | null;
  /** Sees the answer before it is delivered; what it returns is. */
  readonly answered?: (answer: ResultFrame | ErrorFrame) => Frame | null;
}

/** Reads what a server says on one request, on however many connections: its frames, and where to go on after a cut. */
export class AnswerReader {
  readonly #options: ReaderOptions;
  /** Of this connection, and of those before it. */
  #ids: string[] = [];
  #earlierIds: ReadonlySet<string> = new Set();
  #lastEventId: string | null = null;
  #retryMs: number | null = null;
  #isAnswered = false;
  #events = 0;

  constructor(options: ReaderOptions) {
    this.#options = options;
  }

  get isAnswered(): boolean {
    return this.#isAnswered;
  }

  /** Where the stream can be resumed; null where it can't. */
  get lastEventId(): string | null {
    return this.#lastEventId;
  }

  /** What the server wants between two connections, in milliseconds. */
  get retryMs(): number | null {
    return this.#retryMs;
  }

  /** How many events came; by it one sees whether a connection brought anything. */
  get events(): number {
    return this.#events;
  }

  /** Reads to the end, or to the cut, of a body that came with a status of success. Throws at what can't be read. */
  async read({ headers, body }: HttpAnswer): Promise<void> {
    const contentType = headers['content-type'];
    const essence = contentType?.split(';')[0]?.trim().toLowerCase();
    if (essence === 'text/event-stream') await this.#readEvents(body);
    else if (essence === 'application/json') this.#readFrame(await wholeBody(body), true);
    else {
      await shortBody(body);
      throw contentFailure(this.#options.otherSide, contentType);
    }
  }

  async #readEvents(body: Readable): Promise<void> {
    this.#earlierIds = new Set(this.#ids);
    let timer: NodeJS.Timeout | undefined;
    const events = eventsOf(body, (milliseconds) => {
      this.#retryMs = Math.min(milliseconds, longestRetryMs);
    });
    try {
      for await (const event of events) {
        await this.#options.inbox.open();
        this.#take(event);
        if (this.#isAnswered) timer ??= setTimeout(() => body.destroy(), lastEventsMs);
      }
    } catch (error) {
      // A cut is no more than the end of this connection.
      if (error instanceof StreamFault) throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  #take({ id, event, data }: EventSourceMessage): void {
    if (id !== undefined && id !== '') {
      if (this.#earlierIds.has(id)) return;
      this.#lastEventId = id;
      if (this.#ids.push(id) > 2 * mostRemembered) this.#ids = this.#ids.slice(-mostRemembered);
    }
    this.#events += 1;
    if (data !== '' && (event === undefined || event === 'message')) this.#readFrame(Buffer.from(data), false);
  }

  /** `isAll`: there is nothing else in the answer. */
  #readFrame(bytes: Buffer, isAll: boolean): void {
    const { inbox, request } = this.#options;
    const { frame, fault } = parseFrame(bytes);
    if (fault !== null) {
      const answers = request !== null && (isAll || fault.answers === request);
      if (answers) this.#isAnswered = true;
      inbox.fault(answers ? { ...fault, id: null, answers: request } : fault);
    } else if ('method' in frame) inbox.deliver(frame, request ?? undefined);
    else this.#readAnswer(frame);
  }

  #readAnswer(frame: ResultFrame | ErrorFrame): void {
    const { inbox, request, answered } = this.#options;
    const answer = request === null ? frame : answerTo(request, frame);
    if (request === null || answer.id !== request) {
      inbox.deliver(frame);
      return;
    }
    this.#isAnswered = true;
    const told = answered === undefined ? answer : answered(answer);
    if (told !== null) inbox.deliver(told, request);
  }
}

/** An error without an id that comes in the answer to a request is about that request. */
export function answerTo(request: RequestId, frame: ResultFrame | ErrorFrame): ResultFrame | ErrorFrame {
  return frame.id === null ? { ...frame, id: request } : frame;
}
