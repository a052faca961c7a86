import type { Status } from '../../contract/models.ts';
import { type ApiParts, composeApi } from '../api/compose-api.ts';
import { serverList } from '../api/servers.ts';
import type { StatusParts } from '../api/status.ts';
import type { ToolsParts } from '../api/tools.ts';
import { RememberedAnswers } from '../approvals/remembered-answers.ts';
import type { Catalog } from '../catalog/catalog.ts';
import type { AppViews } from '../session/app-views.ts';
import type { Sessions } from '../session/sessions.ts';
import { formatFault } from '../settings/fault.ts';
import type { Settings } from '../settings/settings.ts';
import { RememberedAnswerTable } from '../store/approvals-store.ts';
import { UsageStore } from '../store/usage-store.ts';
import { type CallParts, composeViews, riskUnder } from './calls.ts';
import type { Ground } from './ground.ts';
import { composeImports } from './imports.ts';
import type { ComposeOptions } from './options.ts';
import type { Servers } from './servers.ts';
import { shimPlace } from './shim-place.ts';
import { composeKnownApps } from './known-apps.ts';
import { serverTestParts } from './server-test.ts';
import { composeSessions } from './sessions.ts';
import { composeTasks } from './tasks.ts';

const usageDays = 30;

export type Apps = ReturnType<typeof composeApps>;

/** What apps and the window talk to. */
export function composeApps(options: ComposeOptions, ground: Ground, servers: Servers) {
  const settings = () => ground.settings.current;
  const usage = new UsageStore(ground.store.database).callsSince(new Date(Date.now() - usageDays * 86_400_000));
  const remembered = new RememberedAnswers(new RememberedAnswerTable(ground.store.database));
  const parts = { ...servers, ...ground, settings, remembered, usage };
  const views = composeViews(parts);
  const tasks = composeTasks(ground, parts, (app) => views.of(app).servers);
  const calls: CallParts = { ...parts, tasks: tasks.known };
  const sessions = composeSessions(options, ground, calls, { views, tasks });
  sessions.ended.subscribe((session) => {
    remembered.forgetSession(session);
    servers.supervisor.endSession(session);
  });
  const knownApps = composeKnownApps(options, ground, sessions);
  const imports = composeImports(options, ground, { ...ground, ...servers });
  const api = composeApi({
    ...parts,
    status: statusParts(options, ground, { servers, sessions, views }),
    servers: { ...ground, ...servers },
    serverTest: serverTestParts(ground, servers, calls),
    imports,
    apps: {
      ...ground,
      sessions: () => sessions.list(),
      lastSeen: (app) => knownApps.lastSeen.of(app),
      machine: knownApps.machine,
      disk: knownApps.disk,
      ...shimPlace(options),
    },
    knownApps: { ...knownApps, ...ground, imports, ...shimPlace(options) },
    tools: toolsParts(servers.catalog, settings),
    openInBrowser: options.openInBrowser ?? null,
    vault: ground,
    unexpected: (error) => ground.log.error('The apps could not be looked at', error),
    firstRun: firstRunParts(ground, knownApps),
  });
  return { sessions, views, tasks, api, knownApps };
}

function firstRunParts({ state, log }: Ground, { wiring }: ReturnType<typeof composeKnownApps>): ApiParts['firstRun'] {
  return {
    store: state,
    wiredSince: async (app) => (await wiring.wired(app)).find(({ scope }) => scope === 'user')?.since ?? null,
    report: (error) => log.error('A step of setting up failed', error),
  };
}

function toolsParts(catalog: Catalog, settings: () => Settings): ToolsParts {
  return {
    tools: (server) => catalog.tools(server === null ? [...settings().servers.keys()] : [server]),
    risk: riskUnder(settings),
  };
}

interface Shown {
  readonly servers: Servers;
  readonly sessions: Sessions;
  readonly views: AppViews;
}

function statusParts(
  { version, mode, home }: ComposeOptions,
  { settings, approvals, elicitations, http, pause }: Ground,
  { servers, sessions, views }: Shown,
): StatusParts {
  return {
    version,
    mode,
    home: home.folder,
    socket: home.socket,
    endpoint: http,
    startedAt: new Date(),
    isPaused: () => pause.isPaused,
    pause: (paused) => pause.set(paused),
    servers: () => serverList({ settings, ...servers }),
    sessions: () => [...sessions.list()],
    pendingApprovals: () => approvals.list().length + elicitations.list().length,
    tokens: () => tokensOf(servers.catalog, sessions, views),
    settingsFaults: () => settings.faults.map(formatFault),
  };
}

/** Of the apps that are connected, or of one with the default profile where none is. */
function tokensOf(catalog: Catalog, sessions: Sessions, views: AppViews): Status['tokens'] {
  const connected = new Set(sessions.list().map((session) => session.app));
  const shown = Math.max(...[...(connected.size > 0 ? connected : ['cli'])].map((app) => views.of(app).budget.tokensShown));
  const known = catalog.tools(null).reduce((sum, tool) => sum + tool.tokens, 0);
  return { known, shown, saved: Math.max(0, known - shown) };
}
