import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { commandLine } from '../api/server-view.ts';
import { CommandAgreements, commandFingerprint } from '../approvals/command-agreements.ts';
import { SecretStream } from '../audit/secret-stream.ts';
import { openBuiltin } from '../builtin/open-builtin.ts';
import { Catalog } from '../catalog/catalog.ts';
import { FirstListing } from '../catalog/first-listing.ts';
import { listsAnnouncedAs } from '../catalog/offer.ts';
import { refreshCatalog } from '../catalog/refresh.ts';
import { Relisting } from '../catalog/relisting.ts';
import { TokenCounter } from '../catalog/token-counter.ts';
import { OneAtATime } from '../lib/one-at-a-time.ts';
import type { SignIns } from '../oauth/sign-ins.ts';
import type { Settings } from '../settings/settings.ts';
import { AgreedCommandTable } from '../store/approvals-store.ts';
import { CatalogTables } from '../store/catalog-store.ts';
import { MemoryTable } from '../store/memory-store.ts';
import { ResourceSubscriptions } from '../upstreams/resource-subscriptions.ts';
import { Supervisor } from '../upstreams/supervisor.ts';
import type { UpstreamConnection } from '../upstreams/upstream.ts';
import type { Ground } from './ground.ts';
import { composeSignIns, signInServers } from './sign-ins.ts';
import type { ComposeOptions } from './options.ts';

export type Servers = ReturnType<typeof composeServers>;

/** The servers, what they offer, and what makes them follow the settings. */
export function composeServers(options: ComposeOptions, ground: Ground, lifetime: AsyncDisposableStack) {
  const { log, settings, state, store, approvals, vault } = ground;
  const report = (sentence: string): void => log.warn(sentence);
  const catalog = composeCatalog(options, ground, lifetime);
  const signIns = lifetime.use(composeSignIns(options, ground));
  const refresh = async (connection: UpstreamConnection): Promise<void> => {
    const others = supervisor.running(connection.server).filter((other) => other !== connection);
    if (await refreshCatalog([...others, connection], catalog, report)) listing.noteListed(connection.server);
  };
  const supervisor = lifetime.use(composeSupervisor(options, ground, { signIns, ready: refresh }));
  const subscriptions = lifetime.use(new ResourceSubscriptions({ servers: supervisor, report }));
  const listing = new FirstListing({
    listed: state,
    isKnown: (server) => catalog.knows(server) && catalog.identity(server) !== null,
    upstreams: supervisor,
    fingerprint: (server) => fingerprintOf(settings.current, server),
    report,
  });
  const relisting = lifetime.use(
    new Relisting(async (server, kind) => {
      await refreshCatalog(supervisor.running(server), catalog, report, listsAnnouncedAs(kind));
    }, report),
  );
  const agreements = new CommandAgreements(
    new AgreedCommandTable(store.database, state),
    approvals,
    ({ kind, server, settings: agreed }) => {
      ground.note({ kind, server, detail: commandLine(agreed) });
      if (kind === 'server.agreed') applySettings().catch((error: unknown) => log.error('The settings could not be followed', error));
    },
  );
  const turns = new OneAtATime();
  const applySettings = () =>
    turns.run(() => follow(settings.current.servers, { catalog, signIns, supervisor, listing, agreements, vault }));
  return { catalog, signIns, supervisor, subscriptions, listing, relisting, agreements, applySettings };
}

/** Fingerprint of what is executed for a configured server; null where it isn't configured. */
function fingerprintOf(settings: Settings, name: string): string | null {
  const server = settings.servers.get(name);
  return server === undefined ? null : commandFingerprint(server);
}

function composeCatalog({ programs }: ComposeOptions, { store, log }: Ground, lifetime: AsyncDisposableStack): Catalog {
  const counter = lifetime.use(new TokenCounter(pathToFileURL(join(programs.folder, 'token-counter/main.js'))));
  return new Catalog(
    new CatalogTables(store.database),
    (texts) => counter.count(texts),
    (sentence) => log.warn(sentence),
  );
}

function composeSupervisor(
  { home, programs, version }: ComposeOptions,
  { store, state, log, redact, elicitations, vault, secrets }: Ground,
  { signIns, ready }: { readonly signIns: SignIns; readonly ready: (connection: UpstreamConnection) => Promise<void> },
): Supervisor {
  const memory = new MemoryTable(store.database);
  return new Supervisor({
    logs: home.serverLogs,
    work: home.work,
    record: join(home.run, 'upstreams.json'),
    guardian: { command: programs.node, args: [join(programs.folder, 'guardian/main.js')] },
    clientInfo: { name: 'patchbay', version },
    eras: state,
    openBuiltin: (_name, server) => openBuiltin(server, { memory }),
    readSecret: (name) => vault.read(name),
    accessTo: (server, address) => signIns.accessTo(server, address),
    ready,
    askPerson: ({ server, params }, signal) => elicitations.ask({ app: null, server, params, signal }),
    log: (message, error) => log.warn(message, error),
    redact,
    redaction: () => new SecretStream(secrets),
  });
}

interface Followers {
  readonly catalog: Catalog;
  readonly signIns: SignIns;
  readonly vault: Ground['vault'];
  readonly supervisor: Supervisor;
  readonly listing: FirstListing;
  readonly agreements: CommandAgreements;
}

async function follow(
  servers: Settings['servers'],
  { catalog, signIns, supervisor, listing, agreements, vault }: Followers,
): Promise<void> {
  agreements.review(servers);
  signIns.follow(signInServers(servers, vault), servers);
  forgetRemoved(catalog, servers);
  await supervisor.apply(servers, (name, server) => agreements.isAgreed(name, server));
  const listed = [...servers].filter(([name, server]) => server.mode !== 'disabled' && agreements.isAgreed(name, server));
  listing.listNew(listed.map(([name]) => name));
}

function forgetRemoved(catalog: Catalog, servers: Settings['servers']): void {
  for (const server of catalog.servers()) if (!servers.has(server)) catalog.forget(server);
}
