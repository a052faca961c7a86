import { serverList } from '../api/servers.ts';
import type { AnnouncedKind } from '../catalog/offer.ts';
import type { AppViews } from '../session/app-views.ts';
import { instructionsFor } from '../session/instructions.ts';
import { routeCall } from '../session/route-call.ts';
import { Sessions } from '../session/sessions.ts';
import type { ServersSide } from '../session/surroundings.ts';
import { isObject } from '../wire/parse-frame.ts';
import { type CallParts, composeCalls, composeForwarding, composeLookups, composeNotifying } from './calls.ts';
import type { Ground } from './ground.ts';
import type { ComposeOptions } from './options.ts';
import type { Tasks } from './tasks.ts';

/** Milliseconds that an app waits at most for servers that are just being listed for the first time. */
const firstListingLimitMs = 3_000;
/** Milliseconds that an app waits at most for a server that is asked whether its list changed. */
const relistingLimitMs = 1_000;
const instructions =
  'Patchbay reaches every tool of the person. Find one with search_tools, then run it with call_tool. A tool that changes something waits for the person to agree.';

interface Shown {
  readonly views: AppViews;
  readonly tasks: Tasks;
}

/** The apps' conversations, and what they reach. */
export function composeSessions({ version }: ComposeOptions, ground: Ground, calls: CallParts, { views, tasks }: Shown): Sessions {
  const view = (app: string) => views.of(app);
  const call = composeCalls(calls);
  const lookups = composeLookups(calls, () => serverList({ ...calls, settings: ground.settings }));
  return new Sessions({
    serverInfo: { name: 'patchbay', title: 'Patchbay', version },
    instructions: (app) =>
      instructionsFor({ own: instructions, servers: view(app).servers, of: (server) => calls.catalog.instructions(server) }),
    view,
    servers: serversSide(calls),
    call: (sessionCall) => routeCall(sessionCall, { view, lookups, call }),
    tasks: (request) => tasks.answer(request),
    listenToTasks: (listening) => tasks.listen(listening),
    refusePaused: () => calls.pause.refuse(),
    elicit: (question) => ground.elicitations.ask(question),
    listed: async (list) => {
      await calls.listing.settled(firstListingLimitMs);
      if (list !== undefined) await askSilent(list.kind, view(list.app).servers, calls);
    },
    unexpected: (error, method) => ground.log.error(`${method} failed`, error),
  });
}

/** Running servers that never say that a list of theirs changed are asked for it. Tools are so seldom like that, and so often listed, that their list waits for a start. */
async function askSilent(kind: AnnouncedKind, servers: readonly string[], { supervisor, catalog, relisting }: CallParts): Promise<void> {
  if (kind === 'tools') return;
  const silent = servers.filter((server) => {
    const declared = catalog.capabilities(server)?.[kind];
    return isObject(declared) && declared['listChanged'] !== true && supervisor.running(server).length > 0;
  });
  await Promise.all(silent.map((server) => relisting.refresh(server, kind, relistingLimitMs)));
}

function serversSide(calls: CallParts): ServersSide {
  const { supervisor, subscriptions, listing } = calls;
  return {
    forward: composeForwarding(calls),
    notifyUsed: (session, method, params) => void supervisor.notifyServers(session, method, params),
    forwardNotification: composeNotifying(calls),
    logLevelChanged: (caller) => supervisor.logLevelChanged(caller),
    subscribe: (holder, server, uri) => {
      listing.keepRunning(server);
      return subscriptions.subscribe(holder, server, uri);
    },
    unsubscribe: (holder, server, uri) => subscriptions.unsubscribe(holder, server, uri),
    endSubscriptions: (holder) => subscriptions.endHolder(holder),
  };
}
