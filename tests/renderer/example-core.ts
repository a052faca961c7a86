import type { Elicitation } from '../../contract/elicitations.ts';
import { NamedError } from '../../contract/errors.ts';
import type { Approval, AuditRecord, Status } from '../../contract/models.ts';
import type { TextOrSecret } from '../../contract/vault.ts';
import { appAnswers, type AppsState } from './example-app-answers.ts';
import { calmApps } from './example-apps.ts';
import { type Answers, ContractDouble } from './contract-double.ts';
import { safekeepingAnswers, serverAnswers, type ServersState } from './example-server-answers.ts';
import { aVault } from './example-servers.ts';
import { exampleLog, searchLog } from './example-log.ts';
import { apps, aServer, aStatus, tools } from './example-values.ts';

/** What a test may change about the core behind the window; it is read at every call. */
export interface CoreState extends AppsState, ServersState {
  status: Status;
  approvals: Approval[];
  elicitations: Elicitation[];
  log: readonly AuditRecord[];
  serverLog: string[];
}

export const exampleServerLog = [
  'github-mcp 1.4.2 starting',
  '\u001b[32minfo\u001b[0m listening on stdio',
  ...Array.from({ length: 60 }, (_, index) => `info  GET /repos/octo/shop/issues?page=${index + 1} 200 ${40 + index} ms`),
  'warn  rate limit: 12 of 5000 requests left',
  'a line with a hidden \u202egnp.exe turn',
];

/** A core that keeps its state in memory and says what changed, as the real one does. */
export function exampleCore(known: Partial<CoreState> = {}, answers: Partial<Answers> = {}): { state: CoreState; double: ContractDouble } {
  const state: CoreState = {
    status: aStatus(),
    approvals: [],
    elicitations: [],
    log: exampleLog,
    serverLog: exampleServerLog,
    knownApps: [...calmApps],
    setUp: { state: 'done', canUndo: false, result: null },
    vault: aVault(),
    secrets: [],
    signIns: [],
    ...known,
  };
  state.status = { ...state.status, pendingApprovals: state.approvals.length + state.elicitations.length };
  const double = new ContractDouble({ ...plainAnswers(state, (change) => change(double)), ...answers });
  double.emit('status.changed', state.status);
  double.emit('approvals.changed', state.approvals);
  double.emit('elicitations.changed', state.elicitations);
  return { state, double };
}

type Tell = (change: (double: ContractDouble) => void) => void;

function plainAnswers(state: CoreState, tell: Tell): Answers {
  const move = (status: Partial<Status>): Status => {
    state.status = { ...state.status, ...status };
    tell((double) => double.emit('status.changed', state.status));
    return state.status;
  };
  const become = (name: string, known: Parameters<typeof aServer>[1]) => {
    const server = aServer(name, { ...state.status.servers.find((each) => each.name === name), ...known });
    const others = state.status.servers.filter((each) => each.name !== name);
    move({ servers: [...others, server] });
    return server;
  };
  return {
    'status.get': () => state.status,
    'broker.pause': ({ paused }) => move({ state: paused ? 'paused' : 'running' }),
    'servers.list': () => state.status.servers,
    'servers.add': ({ name, command, args, url }) => {
      if (state.status.servers.some((server) => server.name === name))
        throw new NamedError('conflict', `There is already a server called ${name}. Choose another name.`);
      return become(
        name,
        url === undefined
          ? { command: [command, ...args.map(shownText)].join(' '), tools: 0 }
          : { kind: 'http', command: shownText(url), pid: null, tools: 0 },
      );
    },
    'servers.remove': ({ name }) => {
      move({ servers: state.status.servers.filter((server) => server.name !== name) });
      return {};
    },
    'servers.start': ({ name }) => become(name, { state: 'running', lastError: null }),
    'servers.stop': ({ name }) => become(name, { state: 'stopped', pid: null, startedAt: null }),
    'servers.log': () => state.serverLog,
    'tools.list': ({ server }) => (server === 'github' ? [...tools] : []),
    'sessions.list': () => state.status.sessions,
    'apps.list': () => [...apps],
    'apps.connect': ({ app }) => connectAnswer(app, state.status.endpoint.url),
    ...appAnswers(state, tell),
    ...serverAnswers(become),
    ...safekeepingAnswers(state, tell),
    'approvals.list': () => state.approvals,
    'approvals.decide': ({ id }) => {
      if (!state.approvals.some((approval) => approval.id === id))
        throw new NamedError('not_found', 'This question is no longer open: it was answered, withdrawn or timed out.');
      state.approvals = state.approvals.filter((approval) => approval.id !== id);
      tell((double) => double.emit('approvals.changed', state.approvals));
      move({ pendingApprovals: state.approvals.length + state.elicitations.length });
      return {};
    },
    ...elicitationAnswers(state, tell),
    'audit.search': (input) => searchLog(state.log, input),
    'audit.verify': () => ({ valid: true, checked: state.log.length, firstBad: null, reason: null }),
  };
}

function elicitationAnswers(state: CoreState, tell: Tell) {
  const replace = (elicitations: Elicitation[]) => {
    state.elicitations = elicitations;
    tell((double) => double.emit('elicitations.changed', state.elicitations));
    return {};
  };
  return {
    'elicitations.list': () => state.elicitations,
    'elicitations.answer': ({ id }: { readonly id: string }) => replace(state.elicitations.filter((elicitation) => elicitation.id !== id)),
    'elicitations.open': ({ id }: { readonly id: string }) =>
      replace(state.elicitations.map((each) => (each.id === id && each.kind === 'page' ? { ...each, opened: true } : each))),
  };
}

function shownText(value: TextOrSecret): string {
  return typeof value === 'string' ? value : `‹secret ${value.secret}›`;
}

function connectAnswer(app: string, url: string | null) {
  const entry = {
    command: '/opt/patchbay/shim',
    args: ['--app', app],
    env: { PATCHBAY_APP_KEY: 'k3y-of-the-tests-aaaaaaaaaaaaaaaaaaaaaaaaaaaa', PATCHBAY_HOME: '/home/ada/.config/patchbay' },
  };
  const remote = { url: url ?? '', headers: { Authorization: `Bearer pb_${app}_t0ken-of-the-tests` } };
  const paste = (value: object) => ({
    format: 'json' as const,
    whole: JSON.stringify({ mcpServers: { patchbay: value } }, null, 2),
    inner: `"patchbay": ${JSON.stringify(value, null, 2)}`,
  });
  const where = 'Open the app’s settings and look for MCP servers.';
  return { app, ...entry, paste: paste(entry), where, ...(url !== null && { http: { ...remote, paste: paste(remote) } }) };
}
