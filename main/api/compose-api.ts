import type { EventName, EventValue } from '../../contract/contract.ts';
import type { SetUpProgress } from '../../contract/first-run.ts';
import type { KnownApp } from '../../contract/known-apps.ts';
import type { SignIn } from '../../contract/sign-ins.ts';
import type { VaultStatus } from '../../contract/vault.ts';
import type { Elicitation } from '../../contract/elicitations.ts';
import type { Approval, AuditRecord, Status } from '../../contract/models.ts';
import type { ApprovalQueue } from '../approvals/approval-queue.ts';
import type { Elicitations } from '../approvals/elicitations.ts';
import type { AuditRecorder } from '../audit/recorder.ts';
import { FirstRun, type FirstRunParts } from '../first-run/first-run.ts';
import type { SignIns } from '../oauth/sign-ins.ts';
import { Broadcast } from '../lib/broadcast.ts';
import type { Api, ApiEvents, Broker } from './api.ts';
import { approvalsApi } from './approvals.ts';
import { appsApi, type AppsParts } from './apps.ts';
import { auditApi } from './audit.ts';
import { elicitationsApi, type OpenInBrowser } from './elicitations.ts';
import { knownAppsApi, type KnownAppsApiParts } from './known-apps.ts';
import { firstRunApi } from './first-run.ts';
import type { Imports } from '../imports/imports.ts';
import { importsApi } from './imports.ts';
import { signInsApi } from './sign-ins.ts';
import { serversApi, type ServersParts } from './servers.ts';
import { serverTestApi, type ServerTestParts } from './server-test.ts';
import { statusApi, statusOf, type StatusParts } from './status.ts';
import { toolsApi, type ToolsParts } from './tools.ts';
import { vaultApi, type VaultParts } from './vault.ts';

export interface ApiParts {
  readonly status: StatusParts;
  readonly servers: ServersParts;
  readonly serverTest: ServerTestParts;
  readonly imports: Imports;
  readonly apps: AppsParts;
  readonly knownApps: Omit<KnownAppsApiParts, 'changed'>;
  readonly tools: ToolsParts;
  readonly approvals: ApprovalQueue;
  readonly elicitations: Elicitations;
  readonly openInBrowser: OpenInBrowser;
  readonly signIns: SignIns;
  readonly audit: AuditRecorder;
  readonly vault: VaultParts;
  /** Something that nobody waits for failed. */
  readonly unexpected: (error: unknown) => void;
  readonly firstRun: Omit<FirstRunParts, 'actions'>;
}

/** The contract over the running core. `…MayHaveChanged` announces the status or the apps once per burst of changes. */
export interface ComposedApi extends Pick<Broker, 'api' | 'events' | 'current'> {
  readonly statusMayHaveChanged: () => void;
  readonly appsMayHaveChanged: () => void;
}

/** Milliseconds in which changes of the status are gathered. */
const burstMs = 50;
/** The same of the apps, whose files are looked at for it. */
const appsBurstMs = 300;

export function composeApi(parts: ApiParts): ComposedApi {
  const appsMayHaveChanged = gathered(() => void announceApps(parts, events), appsBurstMs);
  const actions = composeActions(parts, appsMayHaveChanged);
  const firstRun = new FirstRun({ actions, ...parts.firstRun });
  const api: Api = { ...actions, ...firstRunApi(firstRun) };
  const events: ApiEvents = {
    'status.changed': new Broadcast<Status>(),
    'approvals.changed': new Broadcast<Approval[]>(),
    'elicitations.changed': new Broadcast<Elicitation[]>(),
    'apps.changed': new Broadcast<KnownApp[]>(),
    'vault.changed': new Broadcast<VaultStatus>(),
    'signIns.changed': new Broadcast<SignIn[]>(),
    'firstRun.progress': new Broadcast<SetUpProgress>(),
    'audit.appended': new Broadcast<AuditRecord[]>(),
  };
  firstRun.progress.subscribe((progress) => events['firstRun.progress'].emit(progress));
  pass(parts, events);
  return {
    api,
    events,
    current: currentOf(parts),
    appsMayHaveChanged,
    statusMayHaveChanged: gathered(() => events['status.changed'].emit(statusOf(parts.status)), burstMs),
  };
}

/** Everything but the first run, which does nothing but these. */
function composeActions(parts: ApiParts, appsMayHaveChanged: () => void) {
  return {
    ...statusApi(parts.status),
    ...serversApi(parts.servers),
    ...serverTestApi(parts.serverTest),
    ...importsApi(parts.imports),
    ...appsApi(parts.apps),
    ...knownAppsApi({ ...parts.knownApps, changed: appsMayHaveChanged }),
    ...toolsApi(parts.tools),
    ...approvalsApi(parts.approvals),
    ...elicitationsApi(parts.elicitations, parts.openInBrowser),
    ...signInsApi(parts.signIns),
    ...auditApi(parts.audit),
    ...vaultApi(parts.vault),
  };
}

/** What the features announce goes on as it is. */
function pass({ approvals, elicitations, signIns, audit, vault }: ApiParts, events: ApiEvents): void {
  approvals.changed.subscribe((open) => events['approvals.changed'].emit([...open]));
  elicitations.changed.subscribe((open) => events['elicitations.changed'].emit([...open]));
  signIns.changed.subscribe((all) => events['signIns.changed'].emit([...all]));
  audit.appended.subscribe((records) => events['audit.appended'].emit(records));
  vault.vault.changed.subscribe((status) => events['vault.changed'].emit(status));
}

async function announceApps({ knownApps, unexpected }: ApiParts, events: ApiEvents): Promise<void> {
  try {
    events['apps.changed'].emit(await knownApps.known.list());
  } catch (error) {
    unexpected(error);
  }
}

function currentOf(parts: ApiParts): Broker['current'] {
  const values: { [Name in EventName]: () => EventValue<Name> | undefined } = {
    'status.changed': () => statusOf(parts.status),
    'approvals.changed': () => [...parts.approvals.list()],
    'elicitations.changed': () => [...parts.elicitations.list()],
    'apps.changed': () => undefined,
    'vault.changed': () => parts.vault.vault.known,
    'signIns.changed': () => parts.signIns.list(),
    'firstRun.progress': () => undefined,
    'audit.appended': () => undefined,
  };
  return (name) => values[name]();
}

function gathered(announce: () => void, withinMs: number): () => void {
  let timer: NodeJS.Timeout | undefined;
  return () => {
    timer ??= setTimeout(() => {
      timer = undefined;
      announce();
    }, withinMs).unref();
  };
}
