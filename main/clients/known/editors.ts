import type { ClientInput, FilePlace } from './client.ts';
import { inCodeUser, lenient, macSupport, noLimits, xdgConfig } from './common.ts';

const unverifiedReload = (label: string) => ({ needs: 'restart' as const, how: `If Patchbay doesn't show up in ${label}, restart it.` });

/** VS Code and its Insiders build, each with the files of the profiles that have one. */
function codePlaces(user: string): FilePlace[] {
  return [user, user.replace('/Code/', '/Code - Insiders/')].flatMap((folder) => [
    { at: `${folder}mcp.json`, only: folder.slice(0, -1) },
    { at: `${folder}profiles/*/mcp.json` },
  ]);
}

const codeUser = inCodeUser('');

/** Editors and IDEs. */
export const editors: readonly ClientInput[] = [
  {
    id: 'cursor',
    label: 'Cursor',
    status: 'active',
    wiring: 'file',
    detect: {
      paths: ['~/.cursor'],
      bySystem: {
        macos: ['/Applications/Cursor.app'],
        windows: ['%LOCALAPPDATA%/Programs/cursor', '%APPDATA%/Cursor'],
        linux: [`${xdgConfig}/Cursor`],
      },
    },
    format: 'json',
    tolerance: lenient,
    keyPath: ['mcpServers'],
    files: { all: [{ at: '~/.cursor/mcp.json' }] },
    project: [{ at: '.cursor/mcp.json' }],
    entry: {},
    limits: { tools: 40, toolName: 60 },
    interpolation: ['${env:NAME}'],
    reload: {
      needs: 'restart',
      how: "In Cursor, open Settings > Tools & MCP and look at the switch of patchbay; if it isn't there, restart Cursor.",
    },
    hints: ['Servers that come with plugins of Cursor are not in this file, so Patchbay can neither see nor take over those.'],
  },
  {
    id: 'vscode',
    label: 'VS Code',
    status: 'active',
    wiring: 'file',
    detect: {
      bySystem: {
        macos: ['/Applications/Visual Studio Code.app', `${macSupport}/Code/User`, `${macSupport}/Code - Insiders/User`],
        windows: ['%APPDATA%/Code/User', '%APPDATA%/Code - Insiders/User'],
        linux: [`${xdgConfig}/Code/User`, `${xdgConfig}/Code - Insiders/User`],
      },
      programs: ['code', 'code-insiders'],
    },
    format: 'jsonc',
    tolerance: lenient,
    keyPath: ['servers'],
    choose: 'every',
    files: { linux: codePlaces(codeUser.linux), macos: codePlaces(codeUser.macos), windows: codePlaces(codeUser.windows) },
    project: [{ at: '.vscode/mcp.json' }],
    entry: { fixed: { type: 'stdio' }, remote: { fixed: { type: 'http' } } },
    gates: [
      {
        gate: 'asks-first',
        reason: 'VS Code asks whether you trust a new or changed server before it starts it.',
        where: 'In VS Code, run "MCP: List Servers", choose patchbay, press Start Server, and say that you trust it.',
      },
    ],
    serverName: '^\\S+$',
    limits: { tools: 128, toolName: 64 },
    interpolation: ['${env:NAME}', '${input:id}'],
    reload: { needs: 'restart', how: 'In VS Code, run "MCP: List Servers", choose patchbay, and press Start Server.' },
    hints: [
      'Settings Sync can carry this entry to your other computers, where it leads nowhere.',
      'If VS Code is set to find the servers of other apps (chat.mcp.discovery.enabled), it may get Patchbay twice.',
    ],
  },
  {
    id: 'windsurf',
    label: 'Windsurf',
    status: 'active',
    wiring: 'file',
    detect: { paths: ['~/.codeium/windsurf', '~/.codeium/windsurf-next'], bySystem: { macos: ['/Applications/Windsurf.app'] } },
    format: 'json',
    tolerance: lenient,
    keyPath: ['mcpServers'],
    choose: 'every',
    files: {
      all: [
        { at: '~/.codeium/windsurf/mcp_config.json' },
        { at: '~/.codeium/windsurf-next/mcp_config.json', only: '~/.codeium/windsurf-next' },
        { at: '~/.codeium/mcp_config.json', only: '~/.codeium/mcp_config.json' },
      ],
    },
    entry: { remote: { url: 'serverUrl' } },
    gates: [{ gate: 'entry-switched-off' }],
    limits: { tools: 100, toolName: null },
    reload: { needs: 'restart', how: 'In Windsurf, open the MCP servers of Cascade and press the refresh button.' },
    hints: ['A team of Windsurf can allow MCP servers by a list of its own; then ask its administrator.'],
  },
  {
    id: 'antigravity',
    label: 'Antigravity',
    status: 'active',
    wiring: 'file',
    detect: {
      paths: ['~/.gemini/config', '~/.gemini/antigravity'],
      bySystem: { macos: ['/Applications/Antigravity.app'] },
      programs: ['agy'],
    },
    format: 'json',
    tolerance: lenient,
    keyPath: ['mcpServers'],
    files: { all: [{ at: '~/.gemini/config/mcp_config.json' }, { at: '~/.gemini/antigravity/mcp_config.json' }] },
    project: [{ at: '.agents/mcp_config.json' }],
    entry: { remote: { url: 'serverUrl' } },
    limits: noLimits,
    reload: { needs: 'restart', how: 'Restart Antigravity, or begin a new session of agy.' },
    hints: ['How Antigravity reads this file is known from other tools only: look at its MCP settings after wiring.'],
  },
  {
    id: 'zed',
    label: 'Zed',
    status: 'active',
    wiring: 'file',
    detect: {
      bySystem: {
        macos: ['/Applications/Zed.app', '~/.config/zed'],
        windows: ['%APPDATA%/Zed'],
        linux: ['${FLATPAK_XDG_CONFIG_HOME:-${XDG_CONFIG_HOME:-~/.config}}/zed'],
      },
      programs: ['zed'],
    },
    format: 'jsonc',
    tolerance: lenient,
    keyPath: ['context_servers'],
    files: {
      macos: [{ at: '~/.config/zed/settings.json' }],
      windows: [{ at: '%APPDATA%/Zed/settings.json' }],
      linux: [{ at: '${FLATPAK_XDG_CONFIG_HOME:-${XDG_CONFIG_HOME:-~/.config}}/zed/settings.json' }],
    },
    project: [{ at: '.zed/settings.json' }],
    entry: { fixed: { source: 'custom' } },
    gates: [{ gate: 'entry-switched-off' }, { gate: 'zed-agent-profile' }],
    limits: noLimits,
    reload: unverifiedReload('Zed'),
    hints: ['Whether Zed takes servers from the settings of a project is not known: wire your own settings if nothing shows up.'],
  },
  {
    id: 'trae',
    label: 'Trae',
    status: 'active',
    wiring: 'file',
    detect: { bySystem: { macos: [`${macSupport}/Trae`], windows: ['%APPDATA%/Trae'], linux: [`${xdgConfig}/Trae`] } },
    format: 'json',
    tolerance: lenient,
    keyPath: ['mcpServers'],
    files: {
      macos: [{ at: `${macSupport}/Trae/User/mcp.json` }],
      windows: [{ at: '%APPDATA%/Trae/User/mcp.json' }],
      linux: [{ at: `${xdgConfig}/Trae/User/mcp.json` }],
    },
    project: [{ at: '.trae/mcp.json' }],
    entry: { commandWithoutSpaces: true },
    gates: [
      {
        gate: 'asks-first',
        scope: 'project',
        reason: 'Trae reads the file of a project only when that is switched on.',
        where: 'In Trae, open Settings > MCP and switch on "Enable Project MCP".',
      },
    ],
    limits: noLimits,
    reload: unverifiedReload('Trae'),
    hints: ['Where Trae keeps this file is known from other tools only: look at its MCP settings after wiring.'],
  },
  {
    id: 'visual-studio',
    label: 'Visual Studio',
    status: 'active',
    wiring: 'file',
    detect: { bySystem: { windows: ['%PROGRAMFILES%/Microsoft Visual Studio/*'] } },
    format: 'json',
    tolerance: lenient,
    keyPath: ['servers'],
    files: { windows: [{ at: '~/.mcp.json' }] },
    project: [{ at: '.mcp.json' }],
    entry: { fixed: { type: 'stdio' } },
    limits: noLimits,
    reload: { needs: 'nothing', how: 'Visual Studio takes the change when the file is saved; it asks before a tool is used.' },
    hints: [
      'This file also matters to other apps when they run in your home folder: Patchbay writes only the part that Visual Studio reads.',
    ],
  },
];
