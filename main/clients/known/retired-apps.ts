import type { ClientInput } from './client.ts';
import { inCodeUser, lenient, strict } from './common.ts';

const rooFolder = inCodeUser('globalStorage/rooveterinaryinc.roo-cline');
const rooFile = inCodeUser('globalStorage/rooveterinaryinc.roo-cline/settings/mcp_settings.json');

/** No longer kept up: their servers can be taken over, and nothing is written. */
export const retiredApps: readonly ClientInput[] = [
  {
    id: 'roo-code',
    label: 'Roo Code',
    status: 'discontinued',
    wiring: 'import-only',
    detect: { bySystem: { linux: [rooFolder.linux], macos: [rooFolder.macos], windows: [rooFolder.windows] } },
    format: 'json',
    tolerance: strict,
    keyPath: ['mcpServers'],
    files: {
      linux: [{ at: rooFile.linux, readOnly: true }],
      macos: [{ at: rooFile.macos, readOnly: true }],
      windows: [{ at: rooFile.windows, readOnly: true }],
    },
    project: [{ at: '.roo/mcp.json', readOnly: true }],
    entry: {},
    limits: { tools: 60, toolName: 64 },
    reload: { needs: 'restart', how: 'Roo Code was discontinued in May 2026; its servers can be taken over.' },
    hints: ['Roo Code was discontinued in May 2026: take its servers over and wire the app that you use instead.'],
  },
  {
    id: 'amazon-q',
    label: 'Amazon Q Developer CLI',
    status: 'discontinued',
    wiring: 'import-only',
    detect: { paths: ['~/.aws/amazonq'], programs: ['q'] },
    format: 'json',
    tolerance: lenient,
    keyPath: ['mcpServers'],
    choose: 'every',
    files: {
      all: [
        { at: '~/.aws/amazonq/mcp.json', readOnly: true },
        { at: '~/.aws/amazonq/cli-agents/*.json', readOnly: true },
      ],
    },
    project: [{ at: '.amazonq/mcp.json', readOnly: true }],
    entry: { fixed: { type: 'stdio' } },
    limits: { tools: null, toolName: 64 },
    reload: { needs: 'restart', how: 'Amazon Q Developer CLI was replaced by Kiro; its servers can be taken over.' },
    hints: ['Amazon Q Developer CLI was replaced by Kiro: take its servers over and wire Kiro instead.'],
  },
];
