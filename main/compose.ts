import type { Broker } from './api/api.ts';
import { ChannelApi } from './api/serve-channel.ts';
import { announcedBy } from './catalog/offer.ts';
import { type Apps, composeApps } from './compose/apps.ts';
import { type Ground, layGround } from './compose/ground.ts';
import type { ComposeOptions } from './compose/options.ts';
import { composeServers, type Servers } from './compose/servers.ts';
import type { Log } from './lib/log.ts';
import { announceEndpoint } from './listener/announced-endpoint.ts';
import type { McpDoors } from './listener/http-mcp.ts';
import { type Arrival, SocketListener } from './listener/socket-listener.ts';
import { isNamedByPeople } from './vault/vault.ts';
import { isObject } from './wire/parse-frame.ts';
import { defaultStreamLimits } from './wire/stream-channel.ts';

/** Builds the whole broker by hand, in order of dependency, and starts it. What fails half-way is undone. */
export async function compose(options: ComposeOptions): Promise<Broker> {
  await using building = new AsyncDisposableStack();
  const ground = await layGround(options, building);
  const servers = composeServers(options, ground, building);
  const apps = composeApps(options, ground, servers);
  building.use(apps.knownApps.guard);
  follow(ground, servers, apps);
  followApps(ground, apps);
  followVault(ground, servers);
  followSignIns(servers, apps.api.statusMayHaveChanged);
  await servers.applySettings();
  await openDoors(options, ground, apps, building);
  apps.knownApps.guard.start().catch(failed(ground.log));
  ground.audit.record({ kind: 'broker.started', detail: `Patchbay ${options.version}, ${options.mode}` }, { durable: false });
  const lifetime = building.move();
  return { api: apps.api.api, events: apps.api.events, current: apps.api.current, [Symbol.asyncDispose]: () => lifetime.disposeAsync() };
}

/** Everybody who shows something learns of every change. */
function follow(
  { settings, note, approvals, elicitations, http, pause, log }: Ground,
  servers: Servers,
  { sessions, views, tasks, api }: Apps,
): void {
  const toolsChanged = (): void => {
    views.forget();
    sessions.listsMayHaveChanged();
    api.statusMayHaveChanged();
  };
  servers.catalog.changed.subscribe(toolsChanged);
  settings.changed.subscribe(() => {
    toolsChanged();
    note({ kind: 'settings.changed', detail: 'config.yaml' });
    servers.applySettings().catch(failed(log));
    http.follow(settings.current.endpoint).catch(failed(log));
  });
  http.changed.subscribe(() => {
    log.info(http.fault ?? `The endpoint for apps that take a URL is ${http.url ?? 'off'}.`);
    api.statusMayHaveChanged();
  });
  settings.faulted.subscribe(api.statusMayHaveChanged);
  pause.changed.subscribe((paused) => {
    note({ kind: paused ? 'broker.paused' : 'broker.resumed' });
    api.statusMayHaveChanged();
  });
  for (const source of [servers.supervisor.changed, sessions.changed]) source.subscribe(api.statusMayHaveChanged);
  for (const questions of [approvals, elicitations]) questions.changed.subscribe(api.statusMayHaveChanged);
  servers.supervisor.notifications.subscribe(({ server, frame }) => {
    const kind = announcedBy(frame.method);
    if (kind !== null) servers.relisting.request(server, kind);
    else sessions.serverTold(server, frame);
    const page = frame.method === 'notifications/elicitation/complete' ? frame.params?.['elicitationId'] : undefined;
    if (typeof page === 'string') elicitations.completed(server, page);
    tasks
      .notification(server, frame)
      .then((told) => told && sessions.taskTold(told.app, told.era, told.frame))
      .catch(failed(log));
  });
}

/** Servers get the secrets that they wait for, and none goes on with an old one. */
function followVault({ vault, log }: Ground, { supervisor, applySettings }: Servers): void {
  let wasOpen = false;
  vault.changed.subscribe(({ state }) => {
    const isOpened = state === 'open' && !wasOpen;
    wasOpen = state === 'open';
    if (!isOpened) return;
    supervisor.vaultOpened();
    applySettings().catch(failed(log));
  });
  vault.secretChanged.subscribe((name) => {
    if (isNamedByPeople(name)) supervisor.secretChanged(name).then(applySettings).catch(failed(log));
  });
}

/** Everybody who shows AI apps learns when one comes, goes, or loses its entry. */
function followApps({ settings, log }: Ground, { sessions, api, knownApps }: Apps): void {
  knownApps.guard.changed.subscribe(api.appsMayHaveChanged);
  sessions.changed.subscribe(() => {
    if (knownApps.lastSeen.connectedAre(sessions.apps())) api.appsMayHaveChanged();
  });
  settings.changed.subscribe(() => void knownApps.guard.checkAll().then(api.appsMayHaveChanged, failed(log)));
}

/** What waited for a sign-in is started, and what runs may offer more. */
function followSignIns({ signIns, supervisor, listing, relisting }: Servers, statusMayHaveChanged: () => void): void {
  signIns.changed.subscribe(statusMayHaveChanged);
  signIns.signedIn.subscribe((server) => {
    listing.keepRunning(server);
    if (supervisor.running(server).length === 0) void supervisor.signedIn(server);
    else for (const kind of ['tools', 'prompts', 'resources'] as const) relisting.request(server, kind);
  });
}

/** Lets apps and the command line in. In the end: nobody new finds us, open questions end as a no, then connections close. */
async function openDoors(options: ComposeOptions, ground: Ground, apps: Apps, lifetime: AsyncDisposableStack): Promise<void> {
  const { home, version, programs, url } = options;
  lifetime.use(apps.sessions);
  const refused = (error: Error): void => ground.log.warn(`A connection was refused: ${error.message}`);
  const accept = (arrival: Arrival): void => welcome(arrival, apps, ground.log);
  const listener = lifetime.use(await SocketListener.listen({ home, keys: ground.keys, limits: defaultStreamLimits, accept, refused }));
  lifetime.use(ground.http);
  await ground.http.open(httpDoors({ accept, refused }, ground, apps), ground.settings.current.endpoint);
  lifetime.use(ground.approvals);
  lifetime.use(ground.elicitations);
  const { start } = programs;
  const endpoint = {
    version,
    pid: process.pid,
    socket: listener.address,
    startedAt: new Date().toISOString(),
    start,
    ...(url !== undefined && { url }),
  };
  lifetime.use(await announceEndpoint(home, endpoint));
}

function httpDoors(doors: Pick<McpDoors, 'accept' | 'refused'>, { log }: Ground, { views }: Apps): McpDoors {
  return {
    ...doors,
    inputSchema: (app, tool) => {
      const schema = views.of(app).shown.get(tool)?.definition['inputSchema'];
      return isObject(schema) ? schema : null;
    },
    unexpected: (error) => log.error('A request over HTTP failed', error),
  };
}

function welcome({ service, app, channel }: Arrival, { sessions, api }: Apps, log: Log): void {
  if (service === 'mcp') sessions.open(app, channel);
  else new ChannelApi(channel, api, (method, error) => log.error(`${method} failed`, error)).start();
}

function failed(log: Log): (error: unknown) => void {
  return (error) => log.error('A change could not be followed', error);
}
