import { methodNotFound } from '../../wire/error-numbers.ts';
import type { ErrorFrame, RequestId } from '../../wire/frame.ts';
import { parseFrame } from '../../wire/parse-frame.ts';
import { answerTo } from './answer-reader.ts';
import type { HttpAnswer } from './http-endpoint.ts';
import { statusFailure } from './http-failures.ts';
import type { Inbox } from './inbox.ts';
import { shortBody } from './read-body.ts';

/** An answer with another status than success. */
export interface Refusal {
  readonly status: number;
  readonly body: Buffer;
}

/** Null where the server took what we sent. */
export async function refusalIn({ status, body }: HttpAnswer): Promise<Refusal | null> {
  return status >= 200 && status <= 299 ? null : { status, body: await shortBody(body) };
}

/** Statuses that tell nothing about MCP, unless the server answers that very request. */
const aboutAccess = new Set([401, 403, 407]);

/** The server's own words for a refusal go on as they are; without any, the status is put into a sentence. */
export function tellRefusal(refusal: Refusal, id: RequestId, { inbox, otherSide }: { inbox: Inbox; otherSide: string }): void {
  const error = errorIn(refusal);
  const isOwn = error?.id === id;
  const isAbout = isOwn || (error?.id === null && !aboutAccess.has(refusal.status) && refusal.status < 500);
  if (error !== null && isAbout) inbox.deliver(answerTo(id, error), id);
  else inbox.failed(id, statusFailure(otherSide, refusal.status, namesSession(refusal) ? { wantsSession: true } : {}));
}

/**
 * Whether the server says that it doesn't know the session any more: 404, as the specification has it (2025-11-25, transports, "Session
 * Management"), or what servers do instead (410; 400, 401 and 503 with a word about the session).
 */
export function saysSessionIsLost(refusal: Refusal, request: RequestId | null): boolean {
  const { status } = refusal;
  if (status === 404) return !isUnknownMethod(errorIn(refusal), request);
  if (status === 410) return true;
  return [400, 401, 403, 503].includes(status) && namesSession(refusal);
}

function namesSession({ body }: Refusal): boolean {
  return /session|not initialized/i.test(body.toString('utf8', 0, 4096));
}

/** Some servers answer an unknown method with 404, too. */
function isUnknownMethod(error: ErrorFrame | null, request: RequestId | null): boolean {
  return error !== null && error.id === request && error.error.code === methodNotFound;
}

/** The server's own error in the body of a refusal; null where it says nothing in MCP. */
export function errorIn({ body }: Refusal): ErrorFrame | null {
  const { frame } = parseFrame(body);
  return frame !== null && 'error' in frame ? frame : null;
}
