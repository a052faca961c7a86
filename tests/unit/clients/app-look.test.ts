import { describe, expect, it } from 'vitest';
import { driftOf, type WiredFile } from '../../../main/clients/app-drift.ts';
import { lookAt, type Looking } from '../../../main/clients/app-look.ts';
import { appStateOf, gatesOf } from '../../../main/clients/app-state.ts';
import { withEntry } from '../../../main/clients/edit/entries.ts';
import { entryFor, entryName } from '../../../main/clients/entry-for.ts';
import type { System } from '../../../main/clients/machine.ts';
import { fileOf, known } from '../../helpers/known-client.ts';
import { machineOf, memoryDisk } from '../../helpers/memory-disk.ts';

const launch = { command: '/opt/shim', args: ['--app', 'x'], env: { PATCHBAY_APP_KEY: 'a'.repeat(64) } };

/** The text of a file in which Patchbay is wired. */
function wiredIn(id: string, text = ''): string {
  return withEntry(text, fileOf(id).place, entryName, entryFor(known(id), launch));
}

interface Given {
  readonly id: string;
  readonly files: Record<string, string>;
  readonly system?: System;
  readonly environment?: Record<string, string>;
  readonly looking?: Partial<Looking>;
}

const look = ({ id, files, system = 'linux', environment = {}, looking = {} }: Given) =>
  lookAt(known(id), { machine: machineOf(system, environment), disk: memoryDisk(files), projects: [], hasCome: false, ...looking });

const gates = async (given: Given) => gatesOf(await look(given)).map(({ reason }) => reason);

describe('a gate', () => {
  const gemini = '/home/ada/.gemini/settings.json';
  const trusted = '/home/ada/.gemini/trustedFolders.json';

  it('of Gemini CLI is closed while no folder is trusted, and says where to click', async () => {
    const [gate] = gatesOf(await look({ id: 'gemini-cli', files: { [gemini]: wiredIn('gemini-cli') } }));
    expect(gate).toMatchObject({ reason: expect.stringContaining('trust none yet'), where: expect.stringContaining('Trust folder') });
  });

  it.each([
    ['a folder is trusted', { [trusted]: '{"/home/ada/code":"TRUST_FOLDER"}' }, {}, '{}'],
    ['folder trust is switched off', {}, {}, '{"security":{"folderTrust":{"enabled":false}}}'],
    ['the environment trusts the workspace', {}, { GEMINI_CLI_TRUST_WORKSPACE: 'true' }, '{}'],
  ])('of Gemini CLI is open once %s', async (_, files, environment, settings) => {
    expect(await gates({ id: 'gemini-cli', files: { [gemini]: wiredIn('gemini-cli', settings), ...files }, environment })).toEqual([]);
  });

  it.each([
    ['{"/home/ada/other":"TRUST_FOLDER"}', 1],
    ['{"/home/ada/code":"TRUST_FOLDER"}', 0],
    ['{"/home/ada/code/x":"TRUST_PARENT"}', 0],
    ['{"/home/ada/code":"TRUST_FOLDER","/home/ada/code/app":"DO_NOT_TRUST"}', 1],
  ])('of Gemini CLI in a project asks for trust in just that folder: %s', async (text, closed) => {
    const files = { '/home/ada/code/app/.gemini/settings.json': wiredIn('gemini-cli'), [trusted]: text };
    expect(await gates({ id: 'gemini-cli', files, looking: { projects: ['/home/ada/code/app'] } })).toHaveLength(closed);
  });

  it.each([
    ['{"mcp":{"allowed":["other"]}}', /mcp.allowed/],
    ['{"mcp":{"allowed":["patchbay"],"excluded":["patchbay"]}}', /mcp.excluded/],
  ])('of Gemini CLI and Qwen Code is a list of servers: %s', async (text, reason) => {
    const open = { [trusted]: '{"/":"TRUST_FOLDER"}' };
    expect(await gates({ id: 'gemini-cli', files: { [gemini]: wiredIn('gemini-cli', text), ...open } })).toEqual([
      expect.stringMatching(reason),
    ]);
    expect(await gates({ id: 'qwen-code', files: { '/home/ada/.qwen/settings.json': wiredIn('qwen-code', text) } })).toEqual([
      expect.stringMatching(reason),
    ]);
  });

  it('of Gemini CLI is a server that was switched off', async () => {
    const switches = {
      '/home/ada/.gemini/mcp-server-enablement.json': '{"patchbay":{"enabled":false}}',
      [trusted]: '{"/":"TRUST_FOLDER"}',
    };
    expect(await gates({ id: 'gemini-cli', files: { [gemini]: wiredIn('gemini-cli'), ...switches } })).toEqual([
      'Patchbay is switched off in Gemini CLI.',
    ]);
  });

  const command = JSON.stringify([launch.command, ...launch.args]);

  it.each([
    ['{"deniedMcpServers":[{"serverName":"patchbay"}]}', 1],
    [`{"deniedMcpServers":[{"serverCommand":${command}}]}`, 1],
    ['{"deniedMcpServers":[{"serverName":"other"}]}', 0],
    ['{"allowedMcpServers":[{"serverName":"other"}]}', 1],
    ['{"allowedMcpServers":[]}', 1],
    ['{"allowedMcpServers":[{"serverName":"patchbay"}]}', 0],
    [`{"allowedMcpServers":[{"serverName":"patchbay"},{"serverCommand":["x"]}]}`, 1],
    [`{"allowedMcpServers":[{"serverCommand":${command}}]}`, 0],
  ])('of Claude Code is its policy %s', async (settings, closed) => {
    const files = { '/home/ada/.claude.json': wiredIn('claude-code'), '/home/ada/.claude/settings.json': settings };
    expect(await gates({ id: 'claude-code', files })).toHaveLength(closed);
  });

  it('of Claude Code can be closed by an organisation', async () => {
    const files = {
      '/home/ada/.claude.json': wiredIn('claude-code'),
      '/etc/claude-code/managed-settings.json': '{"allowedMcpServers":[]}',
    };
    const [gate] = gatesOf(await look({ id: 'claude-code', files }));
    expect(gate?.where).toContain('administrator');
  });

  it.each([
    [{}, /only once you approved/],
    [{ '/home/ada/.claude/settings.json': '{"enabledMcpjsonServers":["patchbay"]}' }, null],
    [{ '/home/ada/.claude.json': '{"projects":{"/p":{"enabledMcpjsonServers":["patchbay"]}}}' }, null],
    [{ '/home/ada/.claude/settings.json': '{"disabledMcpjsonServers":["patchbay"]}' }, /told Claude Code not to/],
    [{ '/p/.claude/settings.local.json': '{"enabledMcpjsonServers":["patchbay"]}' }, /only once you approved/],
  ])('of Claude Code waits for a yes to the servers of a project: %o', async (files, reason) => {
    const found = await gates({
      id: 'claude-code',
      files: { '/p/.mcp.json': wiredIn('claude-code'), ...files },
      looking: { projects: ['/p'] },
    });
    expect(found).toEqual(reason === null ? [] : [expect.stringMatching(reason)]);
  });

  it.each([
    ['[projects."/p"]\ntrust_level = "trusted"\n', 0],
    ['[projects."/p"]\ntrust_level = "untrusted"\n', 1],
    ['', 1],
  ])('of Codex is the trust in a project: %j', async (text, closed) => {
    const files = { '/p/.codex/config.toml': wiredIn('codex'), '/home/ada/.codex/config.toml': text };
    expect(await gates({ id: 'codex', files, looking: { projects: ['/p'] } })).toHaveLength(closed);
  });

  it.each([
    ['{}', 0],
    ['{"agent":{"default_profile":"mine","profiles":{"mine":{"name":"Mine"}}}}', 1],
    ['{"agent":{"default_profile":"mine","profiles":{"mine":{"enable_all_context_servers":true}}}}', 0],
    ['{"agent":{"default_profile":"mine","profiles":{"mine":{"context_servers":{"patchbay":{"tools":{"call_tool":true}}}}}}}', 0],
    ['{"agent":{"profiles":{"write":{"enable_all_context_servers":false}}}}', 1],
  ])('of Zed is the agent profile in use: %s', async (text, closed) => {
    expect(await gates({ id: 'zed', files: { '/home/ada/.config/zed/settings.json': wiredIn('zed', text) } })).toHaveLength(closed);
  });

  it.each([
    ['{"tools":{"patchbay*":false}}', 1],
    ['{"tools":{"*":false,"patchbay_*":true}}', 0],
    ['{"tools":{"other*":false}}', 0],
  ])('of OpenCode is its tools map: %s', async (text, closed) => {
    expect(await gates({ id: 'opencode', files: { '/home/ada/.config/opencode/opencode.json': wiredIn('opencode', text) } })).toHaveLength(
      closed,
    );
  });

  it.each([
    ['windsurf', '/home/ada/.codeium/windsurf/mcp_config.json', '"command"', '"disabled": true, "command"'],
    ['jan', '/home/ada/.local/share/Jan/data/mcp_config.json', '"active": true', '"active": false'],
    ['goose', '/home/ada/.config/goose/config.yaml', 'enabled: true', 'enabled: false'],
    ['codex', '/home/ada/.codex/config.toml', 'command =', 'enabled = false\ncommand ='],
  ])('of %s is the switch of our own entry', async (id, path, on, off) => {
    expect(await gates({ id, files: { [path]: wiredIn(id) } })).toEqual([]);
    expect(await gates({ id, files: { [path]: wiredIn(id).replace(on, off) } })).toEqual([expect.stringContaining('switched off')]);
  });

  it('that no file tells of is open once the app has come', async () => {
    const files = { '/home/ada/.config/Code/User/mcp.json': wiredIn('vscode') };
    expect(await gates({ id: 'vscode', files })).toEqual([expect.stringContaining('trust')]);
    expect(await gates({ id: 'vscode', files, looking: { hasCome: true } })).toEqual([]);
  });
});

describe('the state of an app', () => {
  const cursor = '/home/ada/.cursor/mcp.json';
  const record: WiredFile = { path: cursor, project: null, at: '2026-11-01T00:00:00.000Z', entry: entryFor(known('cursor'), launch) };
  const known1 = new Map([[cursor, new Set<string>()]]);

  const stateOf = async (
    id: string,
    files: Record<string, string>,
    more: { wired?: WiredFile[]; sessions?: number; seen?: string } = {},
  ) => {
    const looked = await look({ id, files });
    const { wired = [], sessions = 0, seen = null } = more;
    const drift = driftOf(looked, { wired, launch, knownServers: known1, goodFiles: new Map() }).map((found) => ({
      ...found,
      leftAlone: false,
    }));
    return appStateOf({ look: looked, wired, drift, connectedSessions: sessions, lastSeenAt: seen });
  };

  it.each([
    ['not-installed', 'cursor', {}, {}],
    ['installed', 'cursor', { [cursor]: '{}' }, {}],
    ['unreadable', 'cursor', { [cursor]: '{"mcpServers": oops' }, { wired: [record] }],
    ['drifted', 'cursor', { [cursor]: '{"mcpServers":{}}' }, { wired: [record] }],
    ['drifted', 'cursor', { [cursor]: '' }, { wired: [record] }],
    ['drifted', 'cursor', { '/home/ada/.cursor/x': '' }, { wired: [record] }],
    ['drifted', 'cursor', { [cursor]: wiredIn('cursor').replace('/opt/shim', '/tmp/evil') }, { wired: [record] }],
    [
      'drifted',
      'cursor',
      { [cursor]: wiredIn('cursor').replace('"env": {', '"env": { "NODE_OPTIONS": "--require x",') },
      { wired: [record] },
    ],
    ['needs-restart', 'cursor', { [cursor]: wiredIn('cursor') }, { wired: [record] }],
    ['needs-restart', 'cursor', { [cursor]: wiredIn('cursor') }, { wired: [record], seen: '2026-10-01T00:00:00.000Z' }],
    ['wired', 'cursor', { [cursor]: wiredIn('cursor') }, { wired: [record], seen: '2026-11-02T00:00:00.000Z' }],
    ['wired', 'kiro', { '/home/ada/.kiro/settings/mcp.json': wiredIn('kiro') }, {}],
    ['hidden', 'vscode', { '/home/ada/.config/Code/User/mcp.json': wiredIn('vscode') }, {}],
    ['connected', 'vscode', { '/home/ada/.config/Code/User/mcp.json': wiredIn('vscode') }, { sessions: 1 }],
    ['connected', 'cursor', { [cursor]: wiredIn('cursor') }, { wired: [record], sessions: 1 }],
    ['installed', 'jetbrains-ai', { '/home/ada/.config/JetBrains/Idea/x': '' }, {}],
    ['installed', 'amazon-q', { '/home/ada/.aws/amazonq/mcp.json': '{}' }, {}],
  ])('is %s for %s with %o', async (state, id, files, more) => {
    const found = await stateOf(id, files, more);
    expect(found.state).toBe(state);
    expect(found.message).toMatch(/^[A-Z/].*\.$/s);
  });

  it('names line and column of a fault', async () => {
    expect((await stateOf('cursor', { [cursor]: '{\n  "mcpServers": oops' })).message).toContain(`${cursor}:2:17`);
  });

  it('forgives what an app adds to our entry', async () => {
    const text = wiredIn('cursor').replace('"command"', '"autoApprove": ["x"], "disabled": false, "command"');
    expect((await stateOf('cursor', { [cursor]: text }, { wired: [record] })).state).toBe('needs-restart');
  });

  it('tells of a server that the app now talks to directly', async () => {
    const text = wiredIn('cursor', '{"mcpServers":{"sly":{"command":"x"}}}');
    const { message } = await stateOf('cursor', { [cursor]: text }, { wired: [record], seen: '2026-11-02T00:00:00.000Z' });
    expect(message).toContain("now talks to the server sly directly, outside Patchbay's rules");
  });

  it('is drifted when Claude Desktop has moved into a package of Windows', async () => {
    const [inRoaming, inPackage] = ['Roaming\\Claude', 'Local\\Packages\\Claude_x\\LocalCache\\Roaming\\Claude'].map(
      (folder) => `C:\\Users\\ada\\AppData\\${folder}\\claude_desktop_config.json`,
    );
    const files = { [`${inRoaming}`]: wiredIn('claude-desktop'), [`${inPackage}.old`]: '' };
    const looked = await look({ id: 'claude-desktop', system: 'windows', files });
    const wired = [{ ...record, path: `${inRoaming}` }];
    expect(driftOf(looked, { wired, launch, knownServers: known1, goodFiles: new Map() })).toMatchObject([
      { kind: 'lost', path: inPackage },
    ]);
  });

  it('tells an entry of a Patchbay that has moved from one that somebody changed', async () => {
    const moved = { ...record, entry: entryFor(known('cursor'), { ...launch, command: '/old/shim' }) };
    const text = wiredIn('cursor').replace('/opt/shim', '/old/shim');
    expect((await stateOf('cursor', { [cursor]: text }, { wired: [moved] })).message).toContain('wire it again');
    expect((await stateOf('cursor', { [cursor]: text }, { wired: [record] })).message).toContain('Somebody changed');
  });
});

describe('an app', () => {
  it.each([
    ['claude-code', 'linux', { '/home/ada/.claude/x': '' }],
    ['claude-code', 'linux', { '/home/ada/.local/bin/claude': '' }],
    ['codex', 'windows', { 'C:\\Users\\ada\\AppData\\Roaming\\npm\\codex.cmd': '' }],
    ['claude-desktop', 'windows', { 'C:\\Users\\ada\\AppData\\Local\\Packages\\Claude_x\\y': '' }],
    ['cursor', 'macos', { '/Applications/Cursor.app/Contents/x': '' }],
    ['cline', 'linux', { '/home/ada/.vscode/extensions/saoudrizwan.claude-dev-3.1/x': '' }],
    ['visual-studio', 'windows', { 'C:\\Program Files\\Microsoft Visual Studio\\2022\\x': '' }],
  ] as const)('%s is found on %s by its traces', async (id, system, files) => {
    expect((await look({ id, system, files })).isInstalled).toBe(true);
    expect((await look({ id, system, files: {} })).isInstalled).toBe(false);
  });

  it('is found on the PATH, and Gemini CLI not by the folder of Antigravity', async () => {
    expect((await look({ id: 'amp', files: { '/x/bin/amp': '' }, environment: { PATH: '/y:/x/bin' } })).isInstalled).toBe(true);
    expect((await look({ id: 'gemini-cli', files: { '/home/ada/.gemini/antigravity/x': '' } })).isInstalled).toBe(false);
  });
});
