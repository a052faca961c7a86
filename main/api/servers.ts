import { NamedError } from '../../contract/errors.ts';
import type { Server } from '../../contract/models.ts';
import type { CommandAgreements } from '../approvals/command-agreements.ts';
import type { Catalog } from '../catalog/catalog.ts';
import type { OfferKind } from '../catalog/offer.ts';
import type { FirstListing } from '../catalog/first-listing.ts';
import type { SignIns } from '../oauth/sign-ins.ts';
import type { NewServer } from '../settings/edit-yaml.ts';
import type { ServerSettings } from '../settings/settings.ts';
import type { SettingsFile } from '../settings/settings-file.ts';
import type { Supervisor } from '../upstreams/supervisor.ts';
import type { UpstreamStatus } from '../upstreams/upstream.ts';
import type { Api } from './api.ts';
import { serverView } from './server-view.ts';

export interface ServersParts {
  readonly settings: SettingsFile;
  readonly supervisor: Supervisor;
  readonly catalog: Catalog;
  readonly listing: FirstListing;
  readonly agreements: CommandAgreements;
  readonly signIns: SignIns;
  /** Puts what the person did into the log. */
  readonly note: (did: { readonly kind: string; readonly server: string }) => void;
  /** Makes the supervisor follow the settings; resolves when it does. */
  readonly applySettings: () => Promise<void>;
}

type ServersApi = Pick<Api, 'servers.list' | 'servers.add' | 'servers.remove' | 'servers.start' | 'servers.stop' | 'servers.log'>;

interface ListedParts extends Pick<ServersParts, 'supervisor' | 'catalog'> {
  readonly settings: Pick<SettingsFile, 'current'>;
  readonly signIns: Pick<SignIns, 'isNeeded'>;
}

/** Every configured server with its live state, in the order of config.yaml. */
export function serverList(parts: ListedParts): Server[] {
  const live = new Map(parts.supervisor.statuses().map((status) => [status.server, status]));
  return [...parts.settings.current.servers].flatMap(([name, settings]) => {
    const status = live.get(name);
    return status === undefined ? [] : [serverView(settings, withSignIn(status, parts.signIns), offeredBy(name, parts.catalog))];
  });
}

/** A server that can be reached but takes no request before somebody signs in is of no use as it is. */
function withSignIn(status: UpstreamStatus, signIns: Pick<SignIns, 'isNeeded'>): UpstreamStatus {
  const isIdle = status.state === 'running' || status.state === 'stopped' || status.state === 'backing-off';
  return isIdle && signIns.isNeeded(status.server) ? { ...status, state: 'needs-sign-in' } : status;
}

function offeredBy(server: string, catalog: Catalog): Pick<Server, 'tools' | 'prompts' | 'resources'> {
  const count = (kind: OfferKind) => catalog.offers(kind, [server]).length;
  return { tools: catalog.tools([server]).length, prompts: count('prompts'), resources: count('resources') + count('resourceTemplates') };
}

export function serversApi(parts: ServersParts): ServersApi {
  return {
    'servers.list': () => serverList(parts),
    'servers.add': ({ name, ...server }) => addServer(parts, name, server),
    'servers.remove': async ({ name }) => {
      await removeServer(parts, name);
      return {};
    },
    'servers.start': async ({ name }) => {
      settingsOf(parts, name);
      parts.note({ kind: 'server.started', server: name });
      parts.listing.keepRunning(name);
      await startQuietly(parts.supervisor, name);
      return find(parts, name);
    },
    'servers.stop': async ({ name }) => {
      settingsOf(parts, name);
      await parts.supervisor.stop(name);
      parts.note({ kind: 'server.stopped', server: name });
      return find(parts, name);
    },
    'servers.log': ({ name, lines }) => {
      settingsOf(parts, name);
      return parts.supervisor.log(name, lines);
    },
  };
}

/** The person has seen what it runs. @throws NamedError `conflict` when the name is taken, `invalid_input` when config.yaml can't hold it. */
export async function addServer(parts: ServersParts, name: string, server: NewServer): Promise<Server> {
  if (parts.settings.current.servers.has(name))
    throw new NamedError('conflict', `There is already a server called ${name}. Choose another name.`);
  parts.listing.keepRunning(name);
  await parts.agreements.whileAdding(name, async () => {
    await parts.settings.addServer(name, server);
    await parts.applySettings();
  });
  await startQuietly(parts.supervisor, name);
  return find(parts, name);
}

/** @throws NamedError `not_found`. */
export async function removeServer(parts: ServersParts, name: string): Promise<void> {
  settingsOf(parts, name);
  await parts.settings.removeServer(name);
  await parts.applySettings();
  parts.note({ kind: 'server.removed', server: name });
}

/** A server that can't start is an answer (its state and last error), not a failed request: it stays added and can be mended. */
async function startQuietly(supervisor: Supervisor, name: string): Promise<void> {
  try {
    await supervisor.start(name);
  } catch (error) {
    if (!(error instanceof NamedError)) throw error;
  }
}

function settingsOf(parts: ServersParts, name: string): ServerSettings {
  const settings = parts.settings.current.servers.get(name);
  if (settings === undefined) throw new NamedError('not_found', `There is no server called ${name}.`);
  return settings;
}

function find(parts: ServersParts, name: string): Server {
  const server = serverList(parts).find((candidate) => candidate.name === name);
  if (server === undefined) throw new NamedError('not_found', `There is no server called ${name}.`);
  return server;
}
