import type { App, Approval, AuditRecord, Server, Session, Status, Tool } from '../../contract/models.ts';

/** The moment at which the examples take place; the tests set the browser's clock to it. */
export const now = new Date('2026-11-20T14:03:20.000Z');

export function secondsAgo(seconds: number): string {
  return new Date(now.getTime() - seconds * 1_000).toISOString();
}

export function aServer(name: string, known: Partial<Server> = {}): Server {
  return {
    name,
    kind: 'stdio',
    command: `npx -y @modelcontextprotocol/server-${name}`,
    state: 'running',
    pid: 48_213,
    tools: 12,
    prompts: 0,
    resources: 0,
    callsInFlight: 0,
    noiseLines: 0,
    startedAt: secondsAgo(3_900),
    lastError: null,
    ...known,
  };
}

const asleep = { state: 'stopped', pid: null, startedAt: null } as const;

export const servers: readonly Server[] = [
  aServer('memory', { kind: 'builtin', command: 'built-in memory', pid: null, tools: 4 }),
  aServer('files', { kind: 'builtin', command: 'built-in files /home/ada/Documents', pid: null, tools: 7, callsInFlight: 1 }),
  aServer('github', { tools: 26, prompts: 2, resources: 5, noiseLines: 3 }),
  aServer('browser', { ...asleep, tools: 33, command: 'npx -y @playwright/mcp@0.0.41 --headless' }),
  aServer('mail', {
    ...asleep,
    state: 'failed',
    tools: 0,
    command: '/opt/mail bridge/mail-mcp --account "ada@example.org"',
    lastError: 'The program ended with code 1 before it answered: Error: cannot find module “imapflow”. Its log says more.',
  }),
  aServer('postgres', { ...asleep, state: 'needs-approval', tools: 9, command: 'npx -y postgres-mcp postgresql://localhost/shop' }),
];

export const sessions: readonly Session[] = [
  {
    id: 's-1',
    app: 'claude-desktop',
    clientInfo: { name: 'claude-ai', version: '0.14.2' },
    protocolVersion: '2025-11-25',
    since: secondsAgo(2_700),
    calls: 41,
    exposure: 'compact',
    toolsShown: 4,
  },
  {
    id: 's-2',
    app: 'cursor',
    clientInfo: { name: 'cursor-vscode', version: '2.4' },
    protocolVersion: '2025-06-18',
    since: secondsAgo(310),
    calls: 3,
    exposure: 'hybrid',
    toolsShown: 9,
  },
];

export const apps: readonly App[] = [
  { name: 'claude-desktop', profile: 'default', connectedSessions: 1, lastSeenAt: secondsAgo(4) },
  { name: 'cursor', profile: 'default', connectedSessions: 1, lastSeenAt: secondsAgo(60) },
  { name: 'codex', profile: 'default', connectedSessions: 0, lastSeenAt: secondsAgo(190_000) },
];

export const tools: readonly Tool[] = [
  aTool('get_issue', 'read', 'Reads one issue with its comments', 'its name says “get” and nothing that changes'),
  aTool('search_code', 'read', 'Searches code across all repositories that you can see', 'its name says “search” and nothing that changes'),
  aTool('create_issue', 'write', 'Opens a new issue in a repository', 'its name says “create”'),
  aTool('delete_branch', 'destructive', 'Deletes a branch. This can’t be undone from here', 'its name says “delete”'),
  aTool('post_webhook', 'open-world', 'Sends a payload to any address on the internet', 'its name says “post”'),
  aTool('merge_pull_request', 'write', 'Merges a pull request into its base branch', 'nothing says that it only reads'),
];

export function aTool(name: string, risk: Tool['risk'], summary: string, riskReason: string): Tool {
  return { name: `github.${name}`, server: 'github', title: null, summary, risk, riskReason, tokens: 190 };
}

export function aStatus(known: Partial<Status> = {}): Status {
  return {
    version: '0.1.0',
    state: 'running',
    mode: 'headless',
    pid: 4_711,
    home: '/home/ada/.config/patchbay',
    socket: '/home/ada/.config/patchbay/run/patchbay.sock',
    endpoint: { url: null, fault: null },
    startedAt: secondsAgo(4_000),
    servers: [...servers],
    sessions: [...sessions],
    pendingApprovals: 0,
    tokens: { known: 41_870, shown: 1_614, saved: 40_256 },
    settingsFaults: [],
    ...known,
  };
}

export function anApproval(known: Partial<Approval> = {}): Approval {
  return {
    id: 'q-1',
    kind: 'call',
    app: 'claude-desktop',
    server: 'files',
    tool: 'files.write_file',
    argumentsText: JSON.stringify(
      {
        path: '/home/ada/Documents/offer-2026.md',
        content:
          '# Offer\n\nDear Ms Okafor,\n\nthank you for your time on Tuesday. As agreed, here is our offer.\n\n- 40 seats\n- 12 months',
        mode: 'overwrite',
        createFolders: true,
        limit: 12,
      },
      null,
      2,
    ).replace('12\n}', '12345678901234567890\n}'),
    claim: 'Create a new file or completely overwrite an existing file with new content. Safe to use at any time.',
    risk: 'write',
    riskReason: 'its name says “write”',
    alwaysCovers: 'every call of files.write_file by claude-desktop, with any arguments, until the tool or its server changes',
    requestedAt: secondsAgo(8),
    expiresAt: new Date(now.getTime() + 112_000).toISOString(),
    ...known,
  };
}

export function aServerQuestion(known: Partial<Approval> = {}): Approval {
  return anApproval({
    id: 'q-server',
    kind: 'server',
    app: null,
    server: 'postgres',
    tool: null,
    argumentsText: JSON.stringify({ command: 'npx', args: ['-y', 'postgres-mcp', 'postgresql://localhost/shop'], env: {} }, null, 2),
    claim: null,
    risk: null,
    riskReason: 'config.yaml names a command that you have not agreed to run',
    alwaysCovers: null,
    expiresAt: null,
    ...known,
  });
}

/** One record of the log. Its hash is a made-up one of the right length. */
export function aRecord(sequence: number, known: Partial<AuditRecord> = {}): AuditRecord {
  return {
    sequence,
    at: secondsAgo(0),
    kind: 'call.outcome',
    callId: null,
    app: 'claude-desktop',
    session: 's-1',
    server: 'github',
    tool: 'github.get_issue',
    risk: 'read',
    decision: 'allow',
    rule: 'reading runs',
    status: 'ok',
    code: null,
    durationMs: 84.2,
    arguments: '{"owner":"octo","repo":"shop","number":4711}',
    detail: '1 text block, 1.2 kB',
    hash: sequence.toString(16).padStart(64, '0'),
    ...known,
  };
}
