import type { Caller, ServerAsk } from '../protocol/caller.ts';
import { canAnswer } from '../protocol/answerable.ts';
import type { JsonObject } from '../wire/frame.ts';
import { spelledAs } from '../wire/json-text.ts';
import { isList } from '../wire/parse-frame.ts';
import { recorded, type Flow, type FlowKind, type FlowLog, underMethod } from './flow-record.ts';

export interface AskRules {
  readonly log: FlowLog;
  /** Throws `paused` while the person has paused all tools. */
  readonly refusePaused: () => void;
  /** The call that the server asks for. */
  readonly callId?: string;
}

const kinds: ReadonlyMap<string, FlowKind> = new Map([
  ['sampling/createMessage', 'sampling.asked'],
  ['elicitation/create', 'elicitation.asked'],
  ['roots/list', 'roots.asked'],
]);

/** The same caller, where each question of a server to the app leaves a record, and none uses the app's model while all tools are paused. */
export function callerOnRecord(caller: Caller, rules: AskRules): Caller {
  const { app, session, era, capabilities } = caller;
  return {
    ...{ app, session, era, capabilities },
    get logLevel() {
      return caller.logLevel;
    },
    ask: (request, signal) => {
      // Patchbay's own window keeps the record of what it asks.
      if (request.method === 'elicitation/create' && !canAnswer(capabilities, request)) return caller.ask(request, signal);
      return recorded(flowOf(request, caller, rules.callId), rules.log, {
        work: async () => {
          if (request.method === 'sampling/createMessage') rules.refusePaused();
          return caller.ask(request, signal);
        },
        told: (result) => answerOf(request.method, result),
      });
    },
    notify: (method, params) => caller.notify(method, params),
  };
}

function flowOf({ server, method, params = {} }: ServerAsk, { app, session }: Caller, callId: string | undefined): Flow {
  const { _meta, ...others } = params;
  const asked = spelledAs(others, params);
  const kind = kinds.get(method) ?? 'app.asked';
  return {
    kind,
    app,
    session,
    server,
    ...(callId !== undefined && { callId }),
    arguments: kind === 'app.asked' ? underMethod(method, asked) : asked,
  };
}

/** What a person typed or an app's model wrote is theirs and the server's alone. */
function answerOf(method: string, result: JsonObject): string {
  const { action, model, roots } = result;
  if (method === 'elicitation/create') return `the app answered: ${typeof action === 'string' ? action.slice(0, 40) : 'nothing'}`;
  if (method === 'sampling/createMessage') return `answered by ${typeof model === 'string' ? model.slice(0, 100) : 'the app'}`;
  return isList(roots) ? `${roots.length} roots` : 'answered';
}
