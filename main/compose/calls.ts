import type { Server } from '../../contract/models.ts';
import type { ApprovalQueue } from '../approvals/approval-queue.ts';
import { commandFingerprint } from '../approvals/command-agreements.ts';
import type { RememberedAnswers } from '../approvals/remembered-answers.ts';
import type { AuditRecorder } from '../audit/recorder.ts';
import { callTool } from '../call/call.ts';
import type { CallLog } from '../call/call-record.ts';
import type { CallRequest, CallSurroundings } from '../call/call-request.ts';
import type { AskRules } from '../call/caller-on-record.ts';
import { forwardNotification, forwardRequest, type OtherNotification, type OtherRequest } from '../call/forward-request.ts';
import { CallRounds } from '../call/call-rounds.ts';
import type { PauseSwitch } from '../call/pause-switch.ts';
import { ArgumentsCheck } from '../catalog/arguments-check.ts';
import type { Catalog } from '../catalog/catalog.ts';
import type { FirstListing } from '../catalog/first-listing.ts';
import type { Relisting } from '../catalog/relisting.ts';
import type { CatalogTool } from '../catalog/tool.ts';
import { describeTool } from '../facade/describe.ts';
import { facadeDefinitions } from '../facade/facade-definitions.ts';
import { facadeTokens } from '../facade/facade-tokens.ts';
import type { FacadeParts } from '../facade/facade-view.ts';
import { searchTools } from '../facade/search.ts';
import { brokerStatus, type StatusFacts } from '../facade/status.ts';
import { assessRisk, type RiskAssessment } from '../policy/risk.ts';
import type { AppView } from '../session/app-view.ts';
import { AppViews, isHidden } from '../session/app-views.ts';
import type { Lookup } from '../session/route-call.ts';
import { onceForEach } from '../lib/once-for-each.ts';
import { defaultCallTimeoutMs } from '../settings/resolve-settings.ts';
import type { SignIns } from '../oauth/sign-ins.ts';
import type { Settings } from '../settings/settings.ts';
import type { KnownTasks } from '../tasks/known-tasks.ts';
import { capabilityKey, declaredFor } from '../upstreams/capability-set.ts';
import type { ResourceSubscriptions } from '../upstreams/resource-subscriptions.ts';
import type { Supervisor } from '../upstreams/supervisor.ts';
import type { JsonObject, JsonValue } from '../wire/frame.ts';
import { isObject } from '../wire/parse-frame.ts';

export interface CallParts {
  readonly settings: () => Settings;
  readonly catalog: Catalog;
  readonly signIns: Pick<SignIns, 'isNeeded'>;
  readonly supervisor: Supervisor;
  readonly subscriptions: ResourceSubscriptions;
  readonly listing: FirstListing;
  readonly relisting: Relisting;
  readonly approvals: ApprovalQueue;
  readonly remembered: RememberedAnswers;
  readonly pause: PauseSwitch;
  readonly audit: AuditRecorder;
  readonly usage: ReadonlyMap<string, number>;
  readonly tasks: KnownTasks;
}

/** The risk of a tool under these settings. */
export function riskUnder(settings: () => Settings): (tool: CatalogTool) => RiskAssessment {
  return ({ server, definition }) =>
    assessRisk(definition.name, hintsOf(definition['annotations']), settings().servers.get(server)?.tools.get(definition.name)?.risk);
}

export function composeViews(parts: Pick<CallParts, 'settings' | 'catalog' | 'usage'>): AppViews {
  return new AppViews({
    settings: parts.settings,
    tools: (servers) => parts.catalog.tools(servers),
    offers: (kind, servers) => parts.catalog.offers(kind, servers),
    helloOf: (server) => parts.catalog.identity(server),
    extrasOf: (server, kind) => parts.catalog.extras(server, kind),
    facade: { definitions: facadeDefinitions, tokens: facadeTokens },
    usage: parts.usage,
  });
}

/** The way to a server for an app's request, started if need be. */
export function connectFor(parts: Pick<CallParts, 'listing' | 'supervisor'>): CallSurroundings['upstreams']['connect'] {
  return (server, options) => {
    parts.listing.keepRunning(server);
    return parts.supervisor.connect(server, options);
  };
}

/** What holds for a server's questions to an app. */
export function asksUnder({ audit, pause }: Pick<CallParts, 'audit' | 'pause'>): AskRules {
  return { log: async (record) => void (await audit.recordSoon(record)), refusePaused: () => pause.refuse() };
}

/** The way of every request of an app that is no tools/call and concerns no task. */
export function composeForwarding(parts: CallParts): (request: OtherRequest) => Promise<JsonObject> {
  const around = { connect: connectFor(parts), tasks: parts.tasks, ...asksUnder(parts) };
  return (request) => forwardRequest(request, around);
}

/** The way of every notification of an app that nobody here knows. */
export function composeNotifying(parts: CallParts): (notification: OtherNotification) => Promise<void> {
  // To this server alone: what the session used before is in its profile no more.
  const notify = ({ session, server, method, params }: OtherNotification): boolean =>
    parts.supervisor.notifyServers(session, method, params, server);
  return (notification) => forwardNotification(notification, { notify, ...asksUnder(parts) });
}

export function composeCalls(parts: CallParts): (request: CallRequest) => Promise<JsonObject> {
  const serverOf = (name: string) => parts.settings().servers.get(name);
  const argumentsCheck = new ArgumentsCheck();
  const fingerprintOf = onceForEach(commandFingerprint);
  const around: CallSurroundings = {
    catalog: parts.catalog,
    upstreams: { connect: connectFor(parts) },
    relisted: (server) => parts.relisting.settled(server, 'tools'),
    approvals: parts.approvals,
    remembered: parts.remembered,
    rounds: new CallRounds(() => performance.now()),
    tasks: parts.tasks,
    connectionKey: (name, { session, caller }) =>
      serverOf(name)?.mode === 'per-session' ? session : capabilityKey(declaredFor(caller.capabilities)),
    log: callLog(parts.audit),
    flowLog: asksUnder(parts).log,
    isPaused: () => parts.pause.isPaused,
    refusePaused: () => parts.pause.refuse(),
    isHidden: (tool) => isHidden(tool, parts.settings()),
    risk: riskUnder(parts.settings),
    checkArguments: (tool, given) => argumentsCheck.check(tool, given),
    serverFingerprint: (name) => {
      const server = serverOf(name);
      return server === undefined ? 'unknown' : fingerprintOf(server);
    },
    callTimeout: ({ server, definition }) =>
      serverOf(server)?.tools.get(definition.name)?.timeoutMs ?? serverOf(server)?.timeoutMs ?? defaultCallTimeoutMs,
    approvalTimeout: () => parts.settings().approvals.timeoutMs,
  };
  return (request) => callTool(request, around);
}

/** The facade tools that only look things up. */
export function composeLookups(parts: CallParts, servers: () => readonly Server[]): ReadonlyMap<string, Lookup> {
  const facade: FacadeParts = {
    catalog: parts.catalog,
    risk: riskUnder(parts.settings),
    isHidden: (tool) => isHidden(tool, parts.settings()),
  };
  return new Map<string, Lookup>([
    ['search_tools', (given, view) => searchTools(given, view, facade)],
    ['describe_tool', (given, view) => describeTool(given, view, facade)],
    ['status', (given, view) => brokerStatus(given, statusFacts(view, parts, servers()))],
  ]);
}

function statusFacts(view: AppView, { pause, approvals }: CallParts, servers: readonly Server[]): StatusFacts {
  return {
    isPaused: pause.isPaused,
    servers: servers.filter(({ name }) => view.servers.includes(name)),
    budget: view.budget,
    leftOut: view.leftOut,
    waiting: approvals
      .list()
      .filter(({ app }) => app === view.app)
      .map(({ server, tool, requestedAt }) => ({ tool: `${server}.${tool}`, since: requestedAt })),
  };
}

function callLog(audit: AuditRecorder): CallLog {
  return {
    durably: async (record) => void (await audit.recordSoon(record, { durable: true })),
    soon: async (record) => void (await audit.recordSoon(record)),
  };
}

function hintsOf(annotations: JsonValue | undefined) {
  if (!isObject(annotations)) return {};
  const hint = (value: JsonValue | undefined) => (typeof value === 'boolean' ? value : undefined);
  return {
    readOnlyHint: hint(annotations['readOnlyHint']),
    destructiveHint: hint(annotations['destructiveHint']),
    openWorldHint: hint(annotations['openWorldHint']),
  };
}
