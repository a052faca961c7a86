import type { ClientInput } from './client.ts';
import { inCodeUser, lenient, noLimits, strict, xdgConfig } from './common.ts';

const nextSession = (label: string) => ({
  needs: 'session' as const,
  how: `The next session of ${label} has it; one that is open keeps what it read.`,
});

/** OpenCode, and Kilo which came out of it: a whole configuration is refused for one entry without a type. */
const argvEntry: ClientInput['entry'] = {
  fixed: { type: 'local', enabled: true },
  args: 'in-command',
  env: 'environment',
  remote: { fixed: { type: 'remote', enabled: true } },
};

const gooseFixed = { enabled: true, description: 'Every tool of this computer, through Patchbay', timeout: 300 };

const kiloLegacy = inCodeUser('globalStorage/kilocode.kilo-code/settings/mcp_settings.json');
const kiloPlaces = (legacy: string): ClientInput['files']['linux'] => [
  { at: '${KILO_CONFIG}' },
  ...['kilo.jsonc', 'kilo.json'].map((name) => ({ at: `\${KILO_CONFIG_DIR}/${name}` })),
  ...['kilo.jsonc', 'kilo.json', 'opencode.jsonc', 'opencode.json', 'config.json'].map((name) => ({ at: `${xdgConfig}/kilo/${name}` })),
  { at: legacy, readOnly: true, keyPath: ['mcpServers'] },
];

/** Agents whose files are laid out in their own way. */
export const ownLayoutApps: readonly ClientInput[] = [
  {
    id: 'opencode',
    label: 'OpenCode',
    status: 'active',
    wiring: 'file',
    detect: { paths: [`${xdgConfig}/opencode`], programs: ['opencode'] },
    format: 'jsonc',
    tolerance: lenient,
    keyPath: ['mcp'],
    alsoAt: [['mcp', 'servers']],
    files: {
      all: [
        { at: '${OPENCODE_CONFIG}' },
        ...['opencode.jsonc', 'opencode.json'].map((name) => ({ at: `\${OPENCODE_CONFIG_DIR}/${name}` })),
        ...['opencode.jsonc', 'opencode.json', 'config.json'].map((name) => ({ at: `${xdgConfig}/opencode/${name}` })),
      ],
    },
    project: [{ at: 'opencode.jsonc' }, { at: 'opencode.json' }, { at: '.opencode/opencode.jsonc' }, { at: '.opencode/opencode.json' }],
    entry: argvEntry,
    oneBadEntrySpoilsAll: true,
    gates: [{ gate: 'entry-switched-off' }, { gate: 'tools-map' }],
    limits: noLimits,
    interpolation: ['{env:NAME}'],
    reload: nextSession('OpenCode'),
  },
  {
    id: 'kilo-code',
    label: 'Kilo Code',
    status: 'active',
    wiring: 'file',
    detect: { paths: [`${xdgConfig}/kilo`, '~/.vscode/extensions/kilocode.kilo-code-*'], programs: ['kilo'] },
    format: 'jsonc',
    tolerance: lenient,
    keyPath: ['mcp'],
    files: { linux: kiloPlaces(kiloLegacy.linux), macos: kiloPlaces(kiloLegacy.macos), windows: kiloPlaces(kiloLegacy.windows) },
    project: [
      { at: 'kilo.jsonc' },
      { at: 'kilo.json' },
      { at: '.kilo/kilo.jsonc' },
      { at: '.kilo/kilo.json' },
      { at: '.kilocode/mcp.json', readOnly: true, keyPath: ['mcpServers'] },
    ],
    entry: argvEntry,
    oneBadEntrySpoilsAll: true,
    gates: [{ gate: 'entry-switched-off' }, { gate: 'tools-map' }],
    limits: noLimits,
    interpolation: ['{env:NAME}'],
    reload: nextSession('Kilo Code'),
  },
  {
    id: 'crush',
    label: 'Crush',
    status: 'active',
    wiring: 'file',
    detect: { paths: [`${xdgConfig}/crush`], programs: ['crush'] },
    format: 'json',
    tolerance: lenient,
    keyPath: ['mcp'],
    files: { all: [{ at: '${CRUSH_GLOBAL_CONFIG}/crush.json' }, { at: `${xdgConfig}/crush/crush.json` }] },
    project: [{ at: '.crush.json' }, { at: 'crush.json' }],
    entry: { fixed: { type: 'stdio' }, shellExpands: true, remote: { fixed: { type: 'http' } } },
    gates: [{ gate: 'entry-switched-off' }],
    limits: noLimits,
    interpolation: ['$NAME', '${NAME}'],
    reload: nextSession('Crush'),
    hints: ['Crush prefers a crushrc in Bash, and still reads crush.json: Patchbay writes crush.json and leaves a crushrc alone.'],
  },
  {
    id: 'goose',
    label: 'Goose',
    status: 'active',
    wiring: 'file',
    detect: {
      bySystem: {
        macos: ['/Applications/Goose.app', '~/.config/goose'],
        windows: ['%APPDATA%/Block/goose'],
        linux: [`${xdgConfig}/goose`],
      },
      programs: ['goose'],
    },
    format: 'yaml',
    tolerance: lenient,
    keyPath: ['extensions'],
    files: {
      macos: [{ at: '${GOOSE_PATH_ROOT}/config/config.yaml' }, { at: '~/.config/goose/config.yaml' }],
      windows: [{ at: '${GOOSE_PATH_ROOT}/config/config.yaml' }, { at: '%APPDATA%/Block/goose/config/config.yaml' }],
      linux: [{ at: '${GOOSE_PATH_ROOT}/config/config.yaml' }, { at: `${xdgConfig}/goose/config.yaml` }],
    },
    entry: {
      fixed: { type: 'stdio', ...gooseFixed },
      command: 'cmd',
      env: 'envs',
      named: true,
      remote: { fixed: { type: 'streamable_http', ...gooseFixed }, url: 'uri' },
    },
    gates: [{ gate: 'entry-switched-off' }],
    serverName: '^[^A-Z\\s]+$',
    limits: noLimits,
    reload: { needs: 'session', how: 'The next session of Goose has it; in the app, open a new chat.' },
    hints: ['Goose writes its extensions anew when you change them there: comments between them can get lost.'],
  },
  {
    id: 'continue',
    label: 'Continue',
    status: 'final',
    wiring: 'file',
    detect: { paths: ['${CONTINUE_GLOBAL_DIR:-~/.continue}'], programs: ['cn'] },
    format: 'yaml',
    tolerance: lenient,
    keyPath: ['mcpServers'],
    container: 'list-by-name',
    files: { all: [{ at: '${CONTINUE_GLOBAL_DIR:-~/.continue}/config.yaml' }] },
    project: [
      { at: '.continue/mcpServers/patchbay.json', format: 'json', container: 'map' },
      { at: '.continue/mcpServers/*.json', readOnly: true, format: 'json', container: 'map' },
      { at: '.continue/mcpServers/*.yaml', readOnly: true },
    ],
    entry: { remote: { fixed: { type: 'streamable-http' }, headers: 'requestOptions' } },
    limits: noLimits,
    interpolation: ['${NAME}'],
    reload: nextSession('Continue'),
    hints: ['Continue is no longer developed; it uses MCP tools in agent mode only.'],
  },
  {
    id: 'cline',
    label: 'Cline',
    status: 'active',
    wiring: 'file',
    detect: { paths: ['${CLINE_DIR:-~/.cline}', '~/.vscode/extensions/saoudrizwan.claude-dev-*'], programs: ['cline'] },
    format: 'json',
    tolerance: strict,
    keyPath: ['mcpServers'],
    files: { linux: clinePlaces('linux'), macos: clinePlaces('macos'), windows: clinePlaces('windows') },
    entry: { bareUrl: 'sse', remote: { fixed: { type: 'streamableHttp' } } },
    gates: [{ gate: 'entry-switched-off' }],
    limits: { tools: null, toolName: 64 },
    reload: { needs: 'nothing', how: 'The extension of Cline watches this file; the next session of its CLI has it.' },
  },
];

function clinePlaces(system: 'linux' | 'macos' | 'windows'): ClientInput['files']['linux'] {
  return [
    { at: '${CLINE_MCP_SETTINGS_PATH}' },
    { at: '${CLINE_DATA_DIR}/settings/cline_mcp_settings.json' },
    { at: '${CLINE_DIR:-~/.cline}/data/settings/cline_mcp_settings.json' },
    { at: inCodeUser('globalStorage/saoudrizwan.claude-dev/settings/cline_mcp_settings.json')[system], readOnly: true },
  ];
}
