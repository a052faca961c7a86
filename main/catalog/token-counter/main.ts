import { parentPort } from 'node:worker_threads';
import { countTokens } from 'gpt-tokenizer/encoding/o200k_base';
import { reasonOf } from '../../lib/thrown.ts';
import type { CountAnswer, CountQuestion } from './messages.ts';

/** The worker that holds the tokenizer, which takes a third of a second to load and more than 100 MB: it lives only while there is something to count. */
parentPort?.on('message', ({ id, texts }: CountQuestion) => {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker thread, not a window
  parentPort?.postMessage(answer(id, texts));
});

function answer(id: number, texts: readonly string[]): CountAnswer {
  try {
    // A definition may contain `<|endoftext|>` and the like: here that is text as any other.
    return { id, counts: texts.map((text) => countTokens(text, { disallowedSpecial: new Set() })), failure: null };
  } catch (error) {
    return { id, counts: null, failure: reasonOf(error) };
  }
}
