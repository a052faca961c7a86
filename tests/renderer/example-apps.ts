import type { SetUpProposal, SetUpResult } from '../../contract/first-run.ts';
import type { ImportCandidate, ImportSource } from '../../contract/imports.ts';
import type { AppBackup, KnownApp, WiringPlan } from '../../contract/known-apps.ts';
import { secondsAgo } from './example-values.ts';

export function aKnownApp(id: string, label: string, known: Partial<KnownApp> = {}): KnownApp {
  const path = `/home/ada/.${id}/mcp.json`;
  return {
    id,
    label,
    state: 'installed',
    message: `${label} is on this computer and doesn’t know Patchbay yet.`,
    wiring: 'file',
    gates: [],
    drift: [],
    files: [{ path, scope: 'user', exists: true, wired: false, fault: null, servers: [] }],
    reload: `Quit ${label} and open it again.`,
    hints: [],
    guard: 'tell',
    connectedSessions: 0,
    lastSeenAt: null,
    backups: 0,
    ...known,
  };
}

function wiredIn(path: string): Pick<KnownApp, 'files'> {
  return { files: [{ path, scope: 'user', exists: true, wired: true, fault: null, servers: [] }] };
}

const cursorServers = [
  { name: 'github', summary: 'npx -y @modelcontextprotocol/server-github' },
  { name: 'shop-db', summary: 'uvx postgres-mcp postgresql://localhost/shop' },
];

const absent =
  'Windsurf Zed Cline Kilo-Code OpenCode Goose LM-Studio Junie Amp Warp Kiro Qwen-Code Trae Visual-Studio Crush BoltAI Jan'.split(' ');

export const knownApps: readonly KnownApp[] = [
  aKnownApp('claude-desktop', 'Claude Desktop', {
    state: 'connected',
    message: 'Claude Desktop is connected.',
    ...wiredIn('/home/ada/.config/Claude/claude_desktop_config.json'),
    connectedSessions: 1,
    lastSeenAt: secondsAgo(4),
    backups: 2,
  }),
  aKnownApp('cursor', 'Cursor', {
    state: 'drifted',
    message: 'Cursor has no tools of Patchbay any more.',
    drift: [
      {
        kind: 'lost',
        path: '/home/ada/.cursor/mcp.json',
        message: 'Something took Patchbay’s entry out of Cursor’s file.',
        since: secondsAgo(90),
        leftAlone: false,
      },
    ],
    files: [{ path: '/home/ada/.cursor/mcp.json', scope: 'user', exists: true, wired: false, fault: null, servers: cursorServers }],
    lastSeenAt: secondsAgo(400),
    backups: 3,
  }),
  aKnownApp('gemini-cli', 'Gemini CLI', {
    state: 'hidden',
    message: 'Gemini CLI knows Patchbay and doesn’t use it.',
    gates: [
      {
        reason: 'Gemini CLI doesn’t trust the folder that you start it in, so it switches off every server.',
        where: 'Start it in your project, type /permissions and choose “Trust this folder”.',
      },
    ],
    ...wiredIn('/home/ada/.gemini/settings.json'),
  }),
  aKnownApp('codex', 'Codex', {
    state: 'needs-restart',
    message: 'Codex read its file before Patchbay was in it: start it again.',
    ...wiredIn('/home/ada/.codex/config.toml'),
    lastSeenAt: secondsAgo(190_000),
  }),
  aKnownApp('vscode', 'VS Code', {
    hints: [
      'VS Code asks whether you trust Patchbay before it starts it the first time.',
      'It shows at most 128 tools; Patchbay shows it fewer.',
    ],
    files: [
      { path: '/home/ada/.config/Code/User/mcp.json', scope: 'user', exists: true, wired: false, fault: null, servers: cursorServers },
      {
        path: '/home/ada/shop/.vscode/mcp.json',
        scope: 'project',
        project: '/home/ada/shop',
        exists: true,
        wired: true,
        fault: null,
        servers: [],
      },
    ],
  }),
  aKnownApp('claude-code', 'Claude Code', {
    state: 'unreadable',
    message: 'Claude Code’s file has a fault, so Patchbay doesn’t touch it.',
    files: [
      {
        path: '/home/ada/.claude.json',
        scope: 'user',
        exists: true,
        wired: false,
        fault: { line: 12, column: 5, message: 'There is a comma too many before the closing brace.' },
        servers: [],
      },
    ],
  }),
  aKnownApp('jetbrains-ai', 'JetBrains AI Assistant', {
    wiring: 'snippet',
    message: 'JetBrains AI Assistant keeps its servers inside the IDE: it takes one paste.',
    files: [],
    hints: [
      'In the IDE open Settings, Tools, AI Assistant, Model Context Protocol (MCP), and click “Add”.',
      'Choose “As JSON” and paste this.',
    ],
  }),
  aKnownApp('roo-code', 'Roo Code', {
    wiring: 'import-only',
    message: 'Roo Code is no longer kept up by its makers. Patchbay can take over its servers, and doesn’t connect it.',
    hints: ['Its last version came out in May 2026.'],
  }),
  ...absent.map((label) =>
    aKnownApp(label.toLowerCase(), label.replaceAll('-', ' '), {
      state: 'not-installed',
      message: 'It wasn’t found on this computer.',
      files: [],
    }),
  ),
];

export function aCandidate(name: string, known: Partial<ImportCandidate> = {}): ImportCandidate {
  return {
    id: `found-${name}`,
    name,
    title: name,
    summary: '',
    kind: 'stdio',
    command: `npx -y @modelcontextprotocol/server-${name}@2026.8.31`,
    settings: [],
    secrets: [],
    questions: [],
    duplicateOf: null,
    sameAs: null,
    source: 'VS Code',
    app: 'vscode',
    signsIn: false,
    warnings: [],
    ...known,
  };
}

export const candidates: readonly ImportCandidate[] = [
  aCandidate('github', {
    title: 'GitHub',
    secrets: [{ place: 'the variable GITHUB_TOKEN', name: 'github-token' }],
    source: 'VS Code and Cursor',
  }),
  aCandidate('shop-db', {
    command: 'uvx postgres-mcp postgresql://localhost/shop',
    warnings: ['It names no version, so it may be another program tomorrow.'],
  }),
  aCandidate('linear', { title: 'Linear', kind: 'http', command: 'https://mcp.linear.app/mcp', signsIn: true }),
];

const asking = aCandidate('jira', {
  title: 'Jira',
  questions: [
    { key: 'site', label: 'the address of your site', description: '', secret: false, required: true, default: null, choices: [] },
  ],
});

export const importSources: readonly ImportSource[] = [
  {
    id: 'vscode',
    label: 'VS Code',
    path: '/home/ada/.config/Code/User/mcp.json',
    app: 'vscode',
    fault: null,
    candidates: [...candidates, asking],
  },
];

const path = '/home/ada/.config/Code/User/mcp.json';

/** A diff as the core makes it: keys masked, and here with what a hostile file could hold. */
export const exampleDiff = `--- ${path}
+++ ${path}
@@ -1,6 +1,15 @@
 {
   // my servers
   "servers": {
+    "patchbay": {
+      "type": "stdio",
+      "command": "/opt/patchbay/shim",
+      "args": ["--app", "vscode"],
+      "env": {
+        "PATCHBAY_APP_KEY": "••••••••"
+      }
+    },
     "github": {
-      "note": "<img src=x onerror=alert(1)> \u202eexe.txt"
+      "note": "plain"
     }
   }
 }
`;

export function examplePlan(input: {
  app: string;
  action: WiringPlan['action'];
  project?: string | undefined;
  takeOver: string[];
}): WiringPlan {
  const lost = input.action === 'restore' ? ['the server “shop-db”', 'a change of “theme” that VS Code made yesterday'] : [];
  return {
    id: `plan-${input.action}-${input.app}-${input.takeOver.length}`,
    app: input.app,
    action: input.action,
    changes: [{ path: input.project === undefined ? path : `${input.project}/.vscode/mcp.json`, diff: exampleDiff, lost }],
    takesOver: input.takeOver.map((id) => id.replace('found-', '')),
    warnings: input.project === undefined ? [] : ['This file lies in a project: whoever gets the project gets the key in it.'],
  };
}

export const backups: readonly AppBackup[] = [
  { id: 'b-2', path, at: secondsAgo(90), bytes: 1_204, reason: 'before connecting', absent: false },
  { id: 'b-1', path, at: secondsAgo(260_000), bytes: 0, reason: 'before connecting', absent: true },
];

export const proposal: SetUpProposal = {
  apps: [
    { app: 'vscode', label: 'VS Code', path, warnings: [] },
    {
      app: 'gemini-cli',
      label: 'Gemini CLI',
      path: '/home/ada/.gemini/settings.json',
      warnings: ['It only uses servers in folders that you trust.'],
    },
  ],
  servers: [...candidates],
  leftOut: [
    'Claude Code: its file has a fault at line 12. Mend it, and connect it on the page Apps.',
    'Jira (VS Code): it asks for the address of your site first. Add it on the page Servers.',
  ],
};

export const setUpResult: SetUpResult = {
  steps: [
    { what: 'GitHub was taken over', ok: true, message: '1 secret moved into the vault.' },
    { what: 'shop-db was taken over', ok: true, message: '' },
    { what: 'VS Code was connected', ok: true, message: 'Quit VS Code and open it again.' },
    { what: 'Gemini CLI wasn’t connected', ok: false, message: 'Its file changed while it was written. Connect it on the page Apps.' },
  ],
  call: { tool: 'github.list_repositories', ok: true, answer: '[{"name": "shop", "private": true}]', durationMs: 214 },
};

/** Without those that need a look. */
export const calmApps: readonly KnownApp[] = knownApps.filter(({ drift, gates }) => drift.length + gates.length === 0);
