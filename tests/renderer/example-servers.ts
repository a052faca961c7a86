import type { DirectoryEntry, ImportCandidate, ImportSource, ServerQuestion } from '../../contract/imports.ts';
import type { SignIn } from '../../contract/sign-ins.ts';
import type { Secret, VaultStatus } from '../../contract/vault.ts';
import { aCandidate } from './example-apps.ts';
import { secondsAgo } from './example-values.ts';

export function aVault(known: Partial<VaultStatus> = {}): VaultStatus {
  return {
    protection: 'keychain',
    state: 'open',
    message: 'Your secrets are encrypted on this computer, and the key to them lies in its keychain.',
    mayStartOver: false,
    secrets: 2,
    ...known,
  };
}

export const lockedVault = aVault({
  state: 'locked',
  message: 'The keychain of this computer is locked. Unlock it, and your servers get their secrets again.',
  mayStartOver: true,
});

export const brokenVault = aVault({
  state: 'broken',
  message: '/home/ada/.config/patchbay/vault.json was made with another key. Put the keychain of this computer back, or begin a new vault.',
  mayStartOver: true,
  secrets: 0,
});

export const fileVault = aVault({
  protection: 'file',
  message:
    'This computer has no keychain, so the key lies in a file beside the vault: whoever can read your files can read your secrets. Nobody else can.',
});

export function aSecret(name: string, known: Partial<Secret> = {}): Secret {
  return { name, usedBy: [], missing: false, changedAt: secondsAgo(7_400), ...known };
}

export const secrets: readonly Secret[] = [
  aSecret('github-token', { usedBy: ['github', 'browser'] }),
  aSecret('mail.password', { usedBy: ['mail'], missing: true, changedAt: null }),
  aSecret('old-key', { changedAt: secondsAgo(9_000_000) }),
];

export function aSignIn(server: string, known: Partial<SignIn> = {}): SignIn {
  return {
    server,
    state: 'signed-in',
    message: 'Signed in, for every app that uses this server.',
    issuer: 'https://accounts.example',
    scopes: ['issues:read', 'issues:write'],
    expiresAt: secondsAgo(-2_400),
    renewable: true,
    address: null,
    ...known,
  };
}

export const signedOut: Partial<SignIn> = {
  state: 'signed-out',
  message: 'Nobody is signed in: sign in to use this server.',
  issuer: null,
  scopes: [],
  expiresAt: null,
  renewable: false,
};

export function aQuestion(key: string, label: string, known: Partial<ServerQuestion> = {}): ServerQuestion {
  return { key, label, description: '', secret: false, required: true, default: null, choices: [], ...known };
}

export function anEntry(id: string, title: string, known: Partial<DirectoryEntry> = {}): DirectoryEntry {
  return {
    id,
    title,
    publisher: title,
    summary: `Lets your apps use ${title}.`,
    command: `npx -y @example/${id}-mcp@1.4.2`,
    kind: 'stdio',
    version: '1.4.2',
    signsIn: false,
    asks: [],
    flags: [],
    homepage: `https://github.com/example/${id}`,
    ...known,
  };
}

export const directory: readonly DirectoryEntry[] = [
  anEntry('github', 'GitHub', {
    summary: 'Reads and changes issues, pull requests and code in your repositories.',
    asks: ['GitHub token', 'Which tools'],
    flags: ['reads-private-data', 'sees-untrusted-content', 'can-send-outside'],
  }),
  anEntry('linear', 'Linear', {
    summary: 'Finds, opens and closes the issues of your team.',
    kind: 'http',
    command: 'https://mcp.linear.app/mcp',
    version: null,
    signsIn: true,
    flags: ['reads-private-data', 'can-send-outside'],
  }),
  anEntry('files', 'Files', {
    publisher: 'Patchbay',
    summary: 'Reads and writes the files of folders that you choose.',
    kind: 'builtin',
    command: 'built-in files',
    version: null,
    asks: ['Folders'],
    flags: ['reads-private-data', 'changes-files'],
    homepage: null,
  }),
  anEntry('notebook', 'Notebook', { summary: 'Runs Python in a notebook.', flags: ['runs-code', 'changes-files'] }),
  ...Array.from({ length: 40 }, (_, index) => anEntry(`tool-${index}`, `Tool number ${index + 1}`)),
];

/** What choosing GitHub in the directory leads to: something to type unseen, something to choose, something that may stay open. */
export const githubCandidate = aCandidate('github-2', {
  title: 'GitHub',
  summary: 'Reads and changes issues, pull requests and code in your repositories.',
  command: 'npx -y @example/github-mcp@1.4.2 --host ‹GitHub’s address›',
  settings: [
    { place: 'GITHUB_TOKEN', value: '‹GitHub token›', secret: true },
    { place: 'GITHUB_TOOLSETS', value: '‹Which tools›', secret: false },
  ],
  questions: [
    aQuestion('token', 'GitHub token', { secret: true, description: 'Make one at github.com, Settings, Developer settings.' }),
    aQuestion('tools', 'Which tools', { choices: ['all', 'only reading'], default: 'all' }),
    aQuestion('host', 'GitHub’s address', { required: false, description: 'Only for a GitHub of your own.' }),
  ],
  warnings: ['It is given GITHUB_HOST from this computer’s environment.'],
  source: 'the directory',
  app: null,
});

/** What a pasted piece of JSON may hold: several servers, secrets, one that is there already. */
export const pasted: readonly ImportCandidate[] = [
  aCandidate('sentry', {
    title: 'sentry',
    command: 'npx -y @sentry/mcp-server --access-token ••••• --organization "octo shop"',
    settings: [{ place: 'SENTRY_HOST', value: 'sentry.example', secret: false }],
    secrets: [{ place: 'the argument --access-token', name: 'sentry-access-token' }],
    warnings: [
      'No version is pinned: each start may bring a newer @sentry/mcp-server from npm.',
      'A secret stands in its command line, where other programs of this computer can read it while it runs.',
    ],
    source: 'pasted text',
    app: null,
  }),
  aCandidate('docs', {
    title: 'docs \u202egnp.exe',
    kind: 'http',
    command: 'https://docs.example/mcp',
    settings: [{ place: 'Authorization', value: 'Bearer •••••', secret: true }],
    secrets: [{ place: 'the header Authorization', name: 'docs-authorization' }],
    source: 'pasted text',
    app: null,
  }),
  aCandidate('github', { duplicateOf: 'github', source: 'pasted text', app: null }),
];

/** Files of two apps and of another broker; one can't be read. */
export const sources: readonly ImportSource[] = [
  {
    id: 'cursor',
    label: 'Cursor',
    path: '/home/ada/.cursor/mcp.json',
    app: 'cursor',
    fault: null,
    candidates: [
      aCandidate('slack', {
        title: 'slack',
        settings: [
          { place: 'SLACK_BOT_TOKEN', value: '•••••', secret: true },
          { place: 'SLACK_TEAM_ID', value: '•••••', secret: true },
        ],
        secrets: [
          { place: 'the variable SLACK_BOT_TOKEN', name: 'slack-bot-token' },
          { place: 'the variable SLACK_TEAM_ID', name: 'slack-team-id' },
        ],
      }),
      aCandidate('github', { title: 'github', duplicateOf: 'github' }),
    ],
  },
  {
    id: 'zed',
    label: 'Zed',
    path: '/home/ada/.config/zed/settings.json',
    app: 'zed',
    fault: '/home/ada/.config/zed/settings.json:14:3 a comma or } is missing here',
    candidates: [],
  },
  {
    id: 'docker',
    label: 'Docker MCP Toolkit',
    path: '/home/ada/.docker/mcp/registry.yaml',
    app: null,
    fault: null,
    candidates: [aCandidate('slack-2', { id: 'found-slack-2', title: 'slack', sameAs: 'found-slack' })],
  },
];
