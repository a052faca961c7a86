import type { Caller, ServerAsk } from '../../main/protocol/caller.ts';
import type { JsonObject } from '../../main/wire/frame.ts';

type Answer = (ask: ServerAsk, signal: AbortSignal) => Promise<JsonObject>;

/** An app as a server's side sees it: remembers what it was asked and told. */
export class TestCaller implements Caller {
  readonly app: string;
  readonly session: string;
  readonly era: Caller['era'];
  readonly capabilities: JsonObject;
  logLevel: string | null = null;
  readonly asked: ServerAsk[] = [];
  readonly told: { readonly method: string; readonly params: JsonObject | undefined }[] = [];
  answer: Answer = () => Promise.resolve({ answeredBy: this.app });

  constructor(app: string, capabilities: JsonObject = {}, era: Caller['era'] = 'legacy', session: string = `session of ${app}`) {
    this.app = app;
    this.session = session;
    this.era = era;
    this.capabilities = capabilities;
  }

  ask(request: ServerAsk, signal: AbortSignal): Promise<JsonObject> {
    this.asked.push(request);
    return this.answer(request, signal);
  }

  notify(method: string, params: JsonObject | undefined): void {
    this.told.push({ method, params });
  }
}

/** An app's answer that never comes: it ends with the question. */
export function unanswered(_ask: ServerAsk, signal: AbortSignal): Promise<JsonObject> {
  const { promise, reject } = Promise.withResolvers<JsonObject>();
  signal.addEventListener('abort', () => reject(signal.reason));
  return promise;
}
