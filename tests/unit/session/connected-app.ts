import type { ToolDefinition } from '../../../main/catalog/tool.ts';
import { metaKeys } from '../../../main/protocol/meta-keys.ts';
import type { AppView } from '../../../main/session/app-view.ts';
import { Sessions } from '../../../main/session/sessions.ts';
import type { ServersSide, SessionSurroundings } from '../../../main/session/surroundings.ts';
import type { JsonObject, NotificationFrame, RequestFrame } from '../../../main/wire/frame.ts';
import { JsonRpcPeer } from '../../../main/wire/json-rpc-peer.ts';
import { linkedChannels } from '../../../main/wire/linked-channels.ts';
import { appView } from '../../helpers/app-view.ts';

export interface AppSurroundings {
  readonly around?: Partial<Omit<SessionSurroundings, 'servers' | 'changed'>>;
  /** What the app sees beside its tools. */
  readonly view?: Partial<AppView>;
  readonly servers?: Partial<ServersSide>;
  /** How the app answers what it is asked. */
  readonly answers?: (frame: RequestFrame) => Promise<JsonObject>;
}

export const hello = { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'Cursor', version: '3' } };

/** The `_meta` of a modern request. */
export function envelope(capabilities: JsonObject = {}, more: JsonObject = {}) {
  return {
    _meta: {
      [metaKeys.protocolVersion]: '2026-07-28',
      [metaKeys.clientInfo]: { name: 'Modern', version: '1' },
      [metaKeys.clientCapabilities]: capabilities,
      ...more,
    },
  };
}

function emptyServersSide(): ServersSide {
  return {
    forward: () => Promise.resolve({}),
    notifyUsed: () => undefined,
    forwardNotification: () => Promise.resolve(),
    logLevelChanged: () => Promise.resolve(),
    subscribe: () => Promise.resolve({}),
    unsubscribe: () => Promise.resolve({}),
    endSubscriptions: () => undefined,
  };
}

/** An app connected to a session. `shown` are its tools, which may be changed while it is connected. */
export function connectApp({ around, view, servers, answers }: AppSurroundings = {}) {
  const shown: ToolDefinition[] = [{ name: 'search_tools' }, { name: 'call_tool' }];
  const sessions = new Sessions({
    serverInfo: { name: 'patchbay', title: 'Patchbay', version: '0.0.0' },
    instructions: () => 'Search first.',
    view: (app) => appView(app, { ...view, definitions: [...shown] }),
    servers: { ...emptyServersSide(), ...servers },
    call: () => Promise.resolve({ content: [] }),
    tasks: () => Promise.resolve({}),
    listenToTasks: () => Promise.resolve([]),
    refusePaused: () => undefined,
    elicit: () => Promise.resolve({ action: 'cancel' }),
    listed: () => Promise.resolve(),
    unexpected: (error) => {
      throw error;
    },
    ...around,
  });
  return { sessions, shown, ...joined(sessions, answers) };
}

function joined(sessions: Sessions, answers: AppSurroundings['answers']) {
  const notified: NotificationFrame[] = [];
  const [broker, appSide] = linkedChannels();
  const request = answers ?? (() => Promise.reject(new Error('no requests expected')));
  const app = new JsonRpcPeer(appSide, { request, notification: (frame) => void notified.push(frame) }, { role: 'client' });
  app.start();
  sessions.open('cursor', broker);
  return { app, notified };
}
