import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { NamedError } from '../../contract/errors.ts';
import { reasonOf } from '../lib/thrown.ts';
import { canAnswer } from '../protocol/answerable.ts';
import type { Caller, ServerAsk } from '../protocol/caller.ts';
import { JsonRpcError, unsupportedVersion } from '../wire/error-numbers.ts';
import type { JsonObject } from '../wire/frame.ts';
import { spelledAs } from '../wire/json-text.ts';
import { isObject } from '../wire/parse-frame.ts';
import { declaredFor } from './capability-set.ts';
import { headerMismatch, missingCapability } from './not-modern.ts';

export interface RoundsOptions {
  readonly server: string;
  readonly caller: Caller | undefined;
  readonly signal: AbortSignal | undefined;
  /** One round: the request under a new id, with these capabilities declared. */
  send(params: JsonObject | undefined, capabilities: JsonObject): Promise<JsonObject>;
}

const mostRounds = 16;
/** Of one round. */
const mostAsks = 100;
/** Before a round that a server wants only to put it off, in milliseconds: doubled each time. */
const firstPauseMs = 100;
const longestPauseMs = 2000;

/**
 * One request to a modern server, through all the rounds that it takes (2026-07-28, "Multi Round-Trip Requests"). A modern app that declared
 * all that the server asks for gets `input_required` as it came, and goes on by itself; for any other the questions are asked one by one,
 * and the request is made again with the answers and the server's `requestState`, byte by byte.
 */
export class InputRounds {
  readonly #options: RoundsOptions;
  #capabilities: JsonObject;

  constructor(options: RoundsOptions) {
    this.#options = options;
    this.#capabilities = options.caller?.capabilities ?? {};
  }

  /** Throws what the server answered, or a NamedError `upstream_failed` where it wants what this app can't do. */
  async run(given: JsonObject | undefined): Promise<JsonObject> {
    let params = given;
    for (let round = 0; round < mostRounds; round += 1) {
      const result = await this.#send(params);
      if (result['resultType'] !== 'input_required' || this.#isForApp(result)) return result;
      params = nextParams(given, result, await this.#answers(result, round));
    }
    throw this.#failure(`The server “${this.#options.server}” asked for more input ${mostRounds} times without an end.`);
  }

  async #send(params: JsonObject | undefined): Promise<JsonObject> {
    try {
      return await this.#options.send(params, this.#capabilities);
    } catch (error) {
      if (!(error instanceof JsonRpcError)) throw error;
      if (!this.#lacksElicitationOnly(error)) throw this.#forApp(error);
    }
    // Patchbay's own window can ask the person what the app can't.
    this.#capabilities = declaredFor(this.#capabilities);
    return this.#options.send(params, this.#capabilities).catch((error: unknown) => {
      throw error instanceof JsonRpcError ? this.#forApp(error) : error;
    });
  }

  #lacksElicitationOnly(error: JsonRpcError): boolean {
    const required = requiredBy(error);
    return this.#options.caller !== undefined && required.length > 0 && required.every((name) => name === 'elicitation');
  }

  /** What a server says of the headers and versions of this hop would mislead the app about its own. */
  #forApp(error: JsonRpcError): Error {
    const { server, caller } = this.#options;
    if (error.code === headerMismatch || error.code === unsupportedVersion)
      return this.#failure(`The server “${server}” refused how Patchbay spoke to it: ${error.message}`, error);
    if (error.code !== missingCapability || caller?.era === 'modern') return error;
    const names = requiredBy(error).join(', ') || 'something that it does not name';
    return this.#failure(`The server “${server}” needs an app that can do this: ${names}. Use an app that can.`, error);
  }

  #isForApp(result: JsonObject): boolean {
    const { caller } = this.#options;
    if (caller?.era !== 'modern') return false;
    return asksOf(this.#options.server, result).every(([, ask]) => canAnswer(caller.capabilities, ask));
  }

  async #answers(result: JsonObject, round: number): Promise<JsonObject | null> {
    const asks = asksOf(this.#options.server, result);
    if (asks.length === 0) {
      await sleep(Math.min(firstPauseMs * 2 ** round, longestPauseMs), undefined, { signal: this.#options.signal });
      return null;
    }
    this.#refuseStrange(asks.map(([, ask]) => ask));
    const answers: [string, JsonObject][] = [];
    for (const [key, ask] of asks) answers.push([key, await this.#answer(ask)]);
    return Object.fromEntries(answers);
  }

  #refuseStrange(asks: readonly ServerAsk[]): void {
    const { server } = this.#options;
    if (asks.length > mostAsks)
      throw this.#failure(`The server “${server}” asked for ${asks.length} things at once, more than ${mostAsks}.`);
    if (asks.some(({ method }) => method === '')) throw this.#failure(`The server “${server}” asked for input, but did not say what for.`);
  }

  async #answer(ask: ServerAsk): Promise<JsonObject> {
    const { server, caller, signal = new AbortController().signal } = this.#options;
    const what = `The server “${server}” needs an answer to ${ask.method.slice(0, 100)}`;
    if (caller === undefined) throw this.#failure(`${what}, and no app is there to give it.`);
    const canAsk = ask.method === 'elicitation/create' || canAnswer(caller.capabilities, ask);
    if (!canAsk) throw this.#failure(`${what}, which this app can't give. Use an app that can.`);
    try {
      return await caller.ask(caller.era === 'legacy' ? asLegacy(ask) : ask, signal);
    } catch (error) {
      if (signal.aborted || !(error instanceof JsonRpcError)) throw error;
      throw this.#failure(`${what}, and the app gave none: ${reasonOf(error)}`, error);
    }
  }

  #failure(sentence: string, cause?: unknown): NamedError {
    return new NamedError('upstream_failed', sentence, { server: this.#options.server }, { cause });
  }
}

function asksOf(server: string, result: JsonObject): [string, ServerAsk][] {
  const requests = result['inputRequests'];
  if (!isObject(requests)) return [];
  return Object.entries(requests).map(([key, request]) => {
    const { method, params } = isObject(request) ? request : {};
    return [key, { server, method: typeof method === 'string' ? method : '', params: isObject(params) ? params : undefined }];
  });
}

/** Until 2025-11-25 a page to visit has an id, by which the server says when it is done; what came later doesn't say. */
function asLegacy(ask: ServerAsk): ServerAsk {
  const { method, params } = ask;
  if (method !== 'elicitation/create' || params?.['mode'] !== 'url' || 'elicitationId' in params) return ask;
  return { ...ask, params: spelledAs({ ...params, elicitationId: randomUUID() }, params) };
}

function nextParams(given: JsonObject | undefined, { requestState }: JsonObject, inputResponses: JsonObject | null): JsonObject {
  const { inputResponses: _earlier, requestState: _old, ...rest } = given ?? {};
  const made = { ...rest, ...(inputResponses !== null && { inputResponses }), ...(requestState !== undefined && { requestState }) };
  return spelledAs(made, given ?? {});
}

function requiredBy({ code, data }: JsonRpcError): string[] {
  const required = code === missingCapability && isObject(data) ? data['requiredCapabilities'] : undefined;
  return isObject(required) ? Object.keys(required) : [];
}
