import type { ClientInput } from './client.ts';
import { lenient, macSupport, noLimits, strict, xdgConfig } from './common.ts';

const restart = (label: string) => ({ needs: 'restart' as const, how: `Quit ${label} completely and start it again.` });
const unverifiedReload = (label: string) => ({ needs: 'restart' as const, how: `If Patchbay doesn't show up in ${label}, restart it.` });
const claudeFile = 'claude_desktop_config.json';

/** Apps with a window of their own, and a file. */
export const desktopApps: readonly ClientInput[] = [
  {
    id: 'claude-desktop',
    label: 'Claude Desktop',
    status: 'active',
    wiring: 'file',
    detect: {
      bySystem: {
        macos: ['/Applications/Claude.app', `${macSupport}/Claude`],
        windows: ['%LOCALAPPDATA%/Packages/Claude_*', '%APPDATA%/Claude'],
        linux: [`${xdgConfig}/Claude`],
      },
    },
    format: 'json',
    tolerance: strict,
    keyPath: ['mcpServers'],
    choose: 'every',
    moves: true,
    files: {
      macos: [{ at: `${macSupport}/Claude/${claudeFile}` }],
      windows: [
        { at: `%LOCALAPPDATA%/Packages/Claude_*/LocalCache/Roaming/Claude/${claudeFile}` },
        { at: `%APPDATA%/Claude/${claudeFile}`, only: '%APPDATA%/Claude' },
      ],
      linux: [{ at: `${xdgConfig}/Claude/${claudeFile}` }],
    },
    entry: { remote: null },
    limits: noLimits,
    reload: restart('Claude Desktop'),
    hints: [
      'Updates of Claude Desktop have wiped this file before; Patchbay looks after it.',
      'Remote servers of Claude Desktop live in its Connectors page, not in this file, so Patchbay can neither see nor take over those.',
    ],
  },
  {
    id: 'lm-studio',
    label: 'LM Studio',
    status: 'active',
    wiring: 'file',
    detect: { paths: ['~/.lmstudio', '~/.cache/lm-studio'] },
    format: 'json',
    tolerance: lenient,
    keyPath: ['mcpServers'],
    files: { all: [{ at: '~/.lmstudio/mcp.json' }, { at: '~/.cache/lm-studio/mcp.json' }] },
    entry: {},
    limits: noLimits,
    reload: unverifiedReload('LM Studio'),
  },
  {
    id: 'warp',
    label: 'Warp',
    status: 'active',
    wiring: 'file',
    detect: { paths: ['~/.warp'], bySystem: { macos: ['/Applications/Warp.app'] } },
    format: 'json',
    tolerance: lenient,
    keyPath: ['mcpServers'],
    files: { all: [{ at: '~/.warp/.mcp.json' }] },
    project: [{ at: '.warp/.mcp.json' }],
    entry: {},
    gates: [
      {
        gate: 'asks-first',
        scope: 'project',
        reason: 'Warp starts servers of a project only when you say so.',
        where: 'In Warp, open Settings > AI > MCP servers and start "patchbay".',
      },
    ],
    limits: noLimits,
    reload: { needs: 'nothing', how: 'Warp watches this file and takes the change by itself.' },
    hints: [
      'Warp can also read the files of Claude Code and Codex: if you switched that on there and wire those too, Warp gets Patchbay twice.',
      'Servers that you keep in Warp Drive are not in this file, so Patchbay can neither see nor take over those.',
    ],
  },
  {
    id: 'boltai',
    label: 'BoltAI',
    status: 'active',
    wiring: 'file',
    detect: { bySystem: { macos: ['/Applications/BoltAI.app', '~/.boltai'] } },
    format: 'json',
    tolerance: lenient,
    keyPath: ['mcpServers'],
    files: { macos: [{ at: '~/.boltai/mcp.json' }] },
    entry: { remote: null },
    limits: noLimits,
    reload: unverifiedReload('BoltAI'),
    hints: ['Where BoltAI keeps this file is known from other tools only: if nothing shows up, paste the entry into its settings.'],
  },
  {
    id: 'jan',
    label: 'Jan',
    status: 'active',
    wiring: 'file',
    detect: {
      bySystem: {
        macos: [`${macSupport}/Jan`],
        windows: ['%APPDATA%/Jan'],
        linux: ['${XDG_DATA_HOME:-~/.local/share}/Jan', `${xdgConfig}/Jan`],
      },
    },
    format: 'json',
    tolerance: strict,
    keyPath: ['mcpServers'],
    files: {
      macos: [{ at: `${macSupport}/Jan/data/mcp_config.json` }],
      windows: [{ at: '%APPDATA%/Jan/data/mcp_config.json' }],
      linux: [{ at: '${XDG_DATA_HOME:-~/.local/share}/Jan/data/mcp_config.json' }, { at: `${xdgConfig}/Jan/data/mcp_config.json` }],
    },
    entry: { fixed: { active: true }, remote: { fixed: { type: 'http', active: true } } },
    gates: [{ gate: 'entry-switched-off' }],
    limits: noLimits,
    reload: { needs: 'restart', how: 'In Jan, open Settings > MCP Servers and switch the servers off and on, or restart Jan.' },
    hints: ["If you moved Jan's data folder, this isn't its file: paste the entry under Settings > MCP Servers instead."],
  },
  {
    id: 'anythingllm',
    label: 'AnythingLLM',
    status: 'active',
    wiring: 'file',
    detect: {
      bySystem: {
        macos: [`${macSupport}/anythingllm-desktop`],
        windows: ['%APPDATA%/anythingllm-desktop'],
        linux: [`${xdgConfig}/anythingllm-desktop`],
      },
    },
    format: 'json',
    tolerance: strict,
    keyPath: ['mcpServers'],
    files: perSystemStorage('plugins/anythingllm_mcp_servers.json'),
    entry: { bareUrl: 'sse', remote: { fixed: { type: 'streamable' } } },
    limits: noLimits,
    reload: { needs: 'restart', how: 'In AnythingLLM, open Agent Skills > MCP Servers and press the reload button.' },
    hints: ['AnythingLLM uses tools only in agent mode: begin a message with @agent.'],
  },
];

function perSystemStorage(path: string): ClientInput['files'] {
  const own = { at: `\${STORAGE_DIR}/${path}` };
  return {
    macos: [own, { at: `${macSupport}/anythingllm-desktop/storage/${path}` }],
    windows: [own, { at: `%APPDATA%/anythingllm-desktop/storage/${path}` }],
    linux: [own, { at: `${xdgConfig}/anythingllm-desktop/storage/${path}` }],
  };
}
