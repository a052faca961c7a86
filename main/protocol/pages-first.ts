import { NamedError } from '../../contract/errors.ts';
import { JsonRpcError } from '../wire/error-numbers.ts';
import type { JsonObject, JsonValue } from '../wire/frame.ts';
import { isList, isObject } from '../wire/parse-frame.ts';
import { canAnswer } from './answerable.ts';
import type { Caller } from './caller.ts';

/** A legacy server refuses a request until the person has been to some pages (2025-11-25, "URL Elicitation Required Error"). */
const urlElicitationRequired = -32042;
/** As often as one request may send the person to pages. */
const mostVisits = 5;

export interface PagesFirst {
  readonly server: string;
  readonly caller: Caller;
  readonly signal: AbortSignal;
}

/**
 * Makes a request; where the server wants the person to go to pages first, and the app doesn't know that error (only legacy apps that
 * declared pages do), the person is asked the usual way, and the request is made again.
 * @throws NamedError `approval_denied` where the person doesn't want to, `upstream_failed` where the server is never content; else as `request` does.
 */
export async function afterPages(request: () => Promise<JsonObject>, { server, caller, signal }: PagesFirst): Promise<JsonObject> {
  for (let visits = 0; visits < mostVisits; visits += 1) {
    try {
      return await request();
    } catch (error) {
      const pages = pagesOf(error);
      if (pages === null || knowsTheError(caller)) throw error;
      for (const params of pages) await goTo(params, { server, caller, signal });
    }
  }
  throw new NamedError('upstream_failed', `The server “${server}” sends the person to a page again and again.`);
}

async function goTo(params: JsonObject, { server, caller, signal }: PagesFirst): Promise<void> {
  const answer = await caller.ask({ server, method: 'elicitation/create', params: { ...params, mode: 'url' } }, signal);
  if (answer['action'] !== 'accept')
    throw new NamedError('approval_denied', `The person did not go to the page that the server “${server}” needs them to see first.`);
}

function knowsTheError({ era, capabilities }: Caller): boolean {
  return era === 'legacy' && canAnswer(capabilities, { method: 'elicitation/create', params: { mode: 'url' } });
}

function pagesOf(error: unknown): readonly JsonObject[] | null {
  if (!(error instanceof JsonRpcError) || error.code !== urlElicitationRequired) return null;
  const { data } = error;
  const pages: JsonValue | undefined = isObject(data) ? data['elicitations'] : undefined;
  return isList(pages) && pages.length > 0 && pages.every((page) => isObject(page)) ? pages : null;
}
