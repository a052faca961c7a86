import { canAnswer } from '../protocol/answerable.ts';
import type { Caller, ServerAsk } from '../protocol/caller.ts';
import { isWanted } from '../protocol/log-level.ts';
import type { RequestEnvelope } from '../protocol/request-envelope.ts';
import { JsonRpcError, methodNotFound } from '../wire/error-numbers.ts';
import type { JsonObject } from '../wire/frame.ts';
import type { WindowQuestion } from './surroundings.ts';

/** One way to an app, for one of its requests. */
export interface WayToApp {
  readonly app: string;
  readonly session: string;
  /** Patchbay's own window. */
  readonly elicit: (question: WindowQuestion) => Promise<JsonObject>;
  readonly ask: (request: ServerAsk, signal: AbortSignal) => Promise<JsonObject>;
  readonly notify: (method: string, params: JsonObject | undefined) => void;
}

/** `logLevel` is asked each time: the app may change its mind while a call runs. */
export function legacyCaller(way: WayToApp, capabilities: JsonObject, logLevel: () => string | null): Caller {
  return {
    app: way.app,
    session: way.session,
    era: 'legacy',
    capabilities,
    get logLevel() {
      return logLevel();
    },
    ask: (request, signal) => askIfDeclared(way, capabilities, { request, signal }),
    notify: (method, params) => {
      const wanted = logLevel();
      // An app that named no level leaves it to the server (server/utilities/logging).
      if (method === 'notifications/message' && wanted !== null && !isWanted(params?.['level'], wanted)) return;
      way.notify(method, params);
    },
  };
}

export function modernCaller(way: WayToApp, { capabilities, logLevel }: RequestEnvelope): Caller {
  return {
    app: way.app,
    session: way.session,
    era: 'modern',
    capabilities,
    logLevel,
    ask: (request, signal) => askIfDeclared(way, capabilities, { request, signal }),
    notify: (method, params) => {
      if (legacyOnly.has(method)) return;
      if (method === 'notifications/message' && (logLevel === null || !isWanted(params?.['level'], logLevel))) return;
      way.notify(method, params);
    },
  };
}

/** Belongs to a question that the modern era asks another way. */
const legacyOnly: ReadonlySet<string> = new Set(['notifications/elicitation/complete']);

interface Asking {
  readonly request: ServerAsk;
  readonly signal: AbortSignal;
}

async function askIfDeclared(way: WayToApp, capabilities: JsonObject, { request, signal }: Asking): Promise<JsonObject> {
  if (canAnswer(capabilities, request)) return way.ask(request, signal);
  const { server, method, params } = request;
  if (method === 'elicitation/create') return way.elicit({ app: way.app, server, params, signal });
  throw new JsonRpcError(methodNotFound, `The app never declared that it can answer ${method.slice(0, 100)}.`);
}
