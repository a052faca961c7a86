import type { RequestId } from '../wire/frame.ts';
import { errorNumbers, invalidRequest } from '../wire/error-numbers.ts';

/** Why a request was not passed on. */
export type NotSent = 'quit' | 'waited' | 'crowded';

const notSentSentences: Readonly<Record<NotSent, string>> = {
  quit: 'Patchbay was quit; start it again. The request was not sent.',
  waited: 'Patchbay is starting again and did not answer in time. The request was not sent; repeat it in a moment.',
  crowded: 'Patchbay is starting again and too many requests wait for it. The request was not sent; repeat it in a moment.',
};

/** A call that was sent and will never be answered: it may have been carried out. */
export function interruptedAnswer(id: RequestId, method: string): Buffer {
  if (method === 'tools/call') {
    const sentence =
      'Patchbay stopped while this call was running, and is starting again. Whether the call was carried out is unknown: check before you repeat it.';
    return answer(id, errorNumbers.restarting, sentence, { code: 'restarting', outcome: 'unknown' });
  }
  return answer(id, errorNumbers.restarting, 'Patchbay stopped before it answered, and is starting again: repeat the request.', {
    code: 'restarting',
    outcome: 'none',
  });
}

export function notSentAnswer(id: RequestId, reason: NotSent): Buffer {
  return answer(id, errorNumbers.restarting, notSentSentences[reason], { code: 'restarting', outcome: 'not_sent' });
}

/** `id` is null where the request was too long to find its id. */
export function tooLargeAnswer(id: RequestId | null, maxBytes: number): Buffer {
  return answer(id, invalidRequest, `The message is longer than ${maxBytes} bytes: ask for less, or send it in parts.`, {
    code: 'too_large',
  });
}

export function notification(method: string, params?: Readonly<Record<string, unknown>>): Buffer {
  return toLine({ jsonrpc: '2.0', method, ...(params === undefined ? {} : { params }) });
}

function answer(id: RequestId | null, code: number, message: string, data: Readonly<Record<string, string>>): Buffer {
  return toLine({ jsonrpc: '2.0', id, error: { code, message, data } });
}

function toLine(frame: Readonly<Record<string, unknown>>): Buffer {
  return Buffer.from(`${JSON.stringify(frame)}\n`);
}
