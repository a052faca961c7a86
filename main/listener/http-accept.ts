import type { IncomingMessage } from 'node:http';

/** What kinds of answers a client takes. */
export interface Accepted {
  readonly json: boolean;
  readonly stream: boolean;
}

/** From the `Accept` header; without one, everything. Weights other than 0 don't matter: the server chooses. */
export function acceptedBy({ headers: { accept } }: IncomingMessage): Accepted {
  if (accept === undefined) return { json: true, stream: true };
  const ranges = accept
    .toLowerCase()
    .split(',')
    .filter((range) => !/;\s*q=0(?:\.0*)?\s*$/.test(range))
    .map((range) => range.split(';')[0]?.trim());
  const takes = (...types: readonly string[]): boolean => ['*/*', ...types].some((type) => ranges.includes(type));
  return { json: takes('application/json', 'application/*'), stream: takes('text/event-stream', 'text/*') };
}
