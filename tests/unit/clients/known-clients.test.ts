import { describe, expect, it } from 'vitest';
import { clientFiles, projectFiles } from '../../../main/clients/client-files.ts';
import { entryFor, entryName } from '../../../main/clients/entry-for.ts';
import { readClients } from '../../../main/clients/known/client.ts';
import { knownClients } from '../../../main/clients/known/clients.ts';
import type { System } from '../../../main/clients/machine.ts';
import { pathsOf } from '../../../main/clients/paths.ts';
import { namePattern } from '../../../contract/names.ts';
import { known } from '../../helpers/known-client.ts';
import { machineOf, memoryDisk } from '../../helpers/memory-disk.ts';

const systems: readonly System[] = ['linux', 'macos', 'windows'];
const nothing = memoryDisk({});
const launch = { command: '/opt/patchbay/shim', args: ['--app', 'x'], env: { PATCHBAY_APP_KEY: 'a'.repeat(64) } };

describe('every app that Patchbay knows', () => {
  it('is one of 33, each with a name of its own that can be the name of its key', () => {
    const ids = knownClients.map(({ id }) => id);
    expect(ids).toHaveLength(33);
    expect(new Set(ids).size).toBe(33);
    expect(ids.filter((id) => !namePattern.test(id))).toEqual([]);
    expect(new Set(knownClients.map(({ label }) => label)).size).toBe(33);
  });

  it.each(knownClients)('$id can be found on some system, and wired or pasted into, or else taken over from', async (client) => {
    const { paths, programs, bySystem } = client.detect;
    expect(paths.length + programs.length + Object.keys(bySystem).length).toBeGreaterThan(0);
    const files = await Promise.all(systems.map((system) => clientFiles(client, machineOf(system), nothing)));
    const found = files.flat();
    for (const [index, system] of systems.entries()) {
      for (const { path } of files[index] ?? []) {
        expect(pathsOf({ system }).isAbsolute(path), path).toBe(true);
        expect(path).not.toMatch(/[$%*~]/);
      }
    }
    if (client.wiring === 'file') expect(found.some(({ writes }) => writes)).toBe(true);
    else expect(found.filter(({ writes }) => writes)).toEqual([]);
  });

  it.each(knownClients)('$id takes the name patchbay, and an entry in its own shape', (client) => {
    if (client.serverName !== undefined) expect(entryName).toMatch(new RegExp(client.serverName));
    const entry = entryFor(client, launch);
    expect(JSON.stringify(entry)).toContain('/opt/patchbay/shim');
    expect(JSON.stringify(entry)).toContain('a'.repeat(64));
  });

  it.each(knownClients.filter(({ gates }) => gates.some(({ gate }) => gate === 'asks-first')))(
    '$id says why it asks first, and where',
    ({ gates }) => {
      for (const { gate, reason, where } of gates) if (gate === 'asks-first') expect([reason, where]).not.toContain(undefined);
    },
  );

  it('speaks to a person: whole sentences, and no marks of where a fact comes from', () => {
    const said = knownClients.flatMap(({ hints, reload, gates }) => [
      ...hints,
      reload.how,
      ...gates.flatMap(({ reason = '', where = '' }) => [reason, where]),
    ]);
    expect(said.filter((text) => /\[[TSDIXU]\]|https?:/.test(text))).toEqual([]);
    expect(said.filter((text) => text !== '' && !text.endsWith('.'))).toEqual([]);
  });

  it.each([
    ['a path that begins nowhere', { files: { all: [{ at: 'config.json' }] } }],
    ['a key that nobody knows', { quirk: true }],
    ['a hint that is no sentence', { hints: ['restart'] }],
    ['a gate that nobody can look at', { gates: [{ gate: 'moon' }] }],
  ])('is refused with %s', (_, fault) => {
    // The descriptor is damaged on purpose.
    expect(() => readClients([{ ...known('cursor'), ...fault } as never])).toThrow();
  });
});

describe('the entry', () => {
  it.each([
    ['claude-desktop', { command: launch.command, args: launch.args, env: launch.env }],
    ['claude-code', { type: 'stdio', command: launch.command, args: launch.args, env: launch.env }],
    ['opencode', { type: 'local', enabled: true, command: [launch.command, ...launch.args], environment: launch.env }],
    ['zed', { source: 'custom', command: launch.command, args: launch.args, env: launch.env }],
    ['jan', { active: true, command: launch.command, args: launch.args, env: launch.env }],
    ['copilot-cli', { type: 'local', tools: ['*'], command: launch.command, args: launch.args, env: launch.env }],
  ])('of %s is as that app reads it', (id, entry) => {
    expect(entryFor(known(id), launch)).toEqual(entry);
  });

  it('of Goose says its name and its own words', () => {
    expect(entryFor(known('goose'), launch)).toMatchObject({
      name: 'patchbay',
      type: 'stdio',
      enabled: true,
      cmd: launch.command,
      envs: launch.env,
    });
  });

  it("of Crush keeps a shell's characters as they are", () => {
    expect(entryFor(known('crush'), { ...launch, command: '/home/a$b/`x`' })).toMatchObject({
      type: 'stdio',
      command: '/home/a\\$b/\\`x\\`',
    });
  });
});

describe('the files', () => {
  const paths = async (id: string, system: System, files: Record<string, string> = {}, environment: Record<string, string> = {}) =>
    (await clientFiles(known(id), machineOf(system, environment), memoryDisk(files)))
      .filter(({ writes }) => writes)
      .map(({ path }) => path);

  it.each([
    ['cursor', 'windows', 'C:\\Users\\ada\\.cursor\\mcp.json'],
    ['vscode', 'macos', '/Users/ada/Library/Application Support/Code/User/mcp.json'],
    ['vscode', 'windows', 'C:\\Users\\ada\\AppData\\Roaming\\Code\\User\\mcp.json'],
    ['zed', 'macos', '/Users/ada/.config/zed/settings.json'],
    ['zed', 'windows', 'C:\\Users\\ada\\AppData\\Roaming\\Zed\\settings.json'],
    ['goose', 'windows', 'C:\\Users\\ada\\AppData\\Roaming\\Block\\goose\\config\\config.yaml'],
    ['claude-desktop', 'linux', '/home/ada/.config/Claude/claude_desktop_config.json'],
    ['cline', 'macos', '/Users/ada/.cline/data/settings/cline_mcp_settings.json'],
    ['visual-studio', 'windows', 'C:\\Users\\ada\\.mcp.json'],
    ['opencode', 'windows', 'C:\\Users\\ada\\.config\\opencode\\opencode.jsonc'],
  ] as const)('of %s on %s begin with %s', async (id, system, path) => {
    expect(await paths(id, system)).toEqual([path]);
  });

  it('of Claude Desktop on Windows are those of every package that is there, and the older one only where it is', async () => {
    const local = 'C:\\Users\\ada\\AppData\\Local\\Packages';
    const inPackage = (name: string) => `${local}\\${name}\\LocalCache\\Roaming\\Claude\\claude_desktop_config.json`;
    const packages = { [`${local}\\Claude_abc\\x`]: '', [`${local}\\Claude_def\\x`]: '', [`${local}\\Other_1\\x`]: '' };
    expect(await paths('claude-desktop', 'windows', packages)).toEqual([inPackage('Claude_abc'), inPackage('Claude_def')]);
    const legacy = 'C:\\Users\\ada\\AppData\\Roaming\\Claude\\claude_desktop_config.json';
    expect(await paths('claude-desktop', 'windows', { ...packages, [legacy]: '{}' })).toContain(legacy);
    expect(await paths('claude-desktop', 'windows')).toEqual([legacy]);
  });

  it('of OpenCode are the one that exists, also under an older name', async () => {
    expect(await paths('opencode', 'linux', { '/home/ada/.config/opencode/config.json': '{}' })).toEqual([
      '/home/ada/.config/opencode/config.json',
    ]);
  });

  it('follow the folder that exists where no file does', async () => {
    expect(await paths('lm-studio', 'linux', { '/home/ada/.cache/lm-studio/models/x': '' })).toEqual([
      '/home/ada/.cache/lm-studio/mcp.json',
    ]);
    expect(await paths('antigravity', 'linux', { '/home/ada/.gemini/antigravity/x': '' })).toEqual([
      '/home/ada/.gemini/antigravity/mcp_config.json',
    ]);
  });

  it.each([
    ['codex', { CODEX_HOME: '/work/codex' }, '/work/codex/config.toml'],
    ['claude-code', { CLAUDE_CONFIG_DIR: '/c' }, '/c/.claude.json'],
    ['gemini-cli', { GEMINI_CLI_HOME: '/g' }, '/g/.gemini/settings.json'],
    ['copilot-cli', { COPILOT_HOME: '/cp' }, '/cp/mcp-config.json'],
    ['opencode', { OPENCODE_CONFIG: '/o/own.json' }, '/o/own.json'],
    ['kilo-code', { KILO_CONFIG: '/k/own.json' }, '/k/own.json'],
    ['kilo-code', { XDG_CONFIG_HOME: '/x' }, '/x/kilo/kilo.jsonc'],
    ['zed', { XDG_CONFIG_HOME: '/x' }, '/x/zed/settings.json'],
    ['zed', { XDG_CONFIG_HOME: '/x', FLATPAK_XDG_CONFIG_HOME: '/f' }, '/f/zed/settings.json'],
    ['amp', { AMP_SETTINGS_FILE: '/a.json' }, '/a.json'],
    ['cline', { CLINE_DIR: '/cl' }, '/cl/data/settings/cline_mcp_settings.json'],
  ] as const)("of %s follow the person's own variables %o", async (id, environment, path) => {
    expect(await paths(id, 'linux', { '/home/ada/.config/opencode/opencode.json': '{}' }, environment)).toEqual([path]);
  });

  it.each([
    ['opencode', { OPENCODE_CONFIG_DIR: '/o' }, '/o/opencode.json'],
    ['kilo-code', { KILO_CONFIG_DIR: '/o' }, '/o/kilo.json'],
  ])('of %s are the one that exists in the folder that a variable names', async (id, environment, path) => {
    expect(await paths(id, 'linux', { [path]: '{}' }, environment)).toEqual([path]);
    expect(await paths(id, 'linux', {}, environment)).toEqual([`${path}c`]);
  });

  it('of Cline are the one that a variable names, also where another stands already', async () => {
    const environment = { CLINE_MCP_SETTINGS_PATH: '/c/own.json', CLINE_DATA_DIR: '/d' };
    expect(await paths('cline', 'linux', { '/d/settings/cline_mcp_settings.json': '{}' }, environment)).toEqual(['/c/own.json']);
  });

  it.each([
    [
      'a home with a space',
      ['windows', 'zed'],
      { APPDATA: 'C:\\Users\\Ada Lovelace\\AppData' },
      'C:\\Users\\Ada Lovelace\\AppData\\Zed\\settings.json',
    ],
    ['no %APPDATA%', ['windows', 'vscode'], { APPDATA: '' }, 'C:\\Users\\ada\\AppData\\Roaming\\Code\\User\\mcp.json'],
    ['%APPDATA% in OneDrive', ['windows', 'trae'], { APPDATA: 'D:\\OneDrive - Acme' }, 'D:\\OneDrive - Acme\\Trae\\User\\mcp.json'],
    ['%APPDATA% on a share', ['windows', 'zed'], { APPDATA: '\\\\srv\\home\\ada' }, '\\\\srv\\home\\ada\\Zed\\settings.json'],
    ['a relative XDG_CONFIG_HOME', ['linux', 'vscode'], { XDG_CONFIG_HOME: 'conf' }, '/home/ada/.config/Code/User/mcp.json'],
    ['XDG_CONFIG_HOME of Windows', ['windows', 'opencode'], { XDG_CONFIG_HOME: 'D:\\conf' }, 'D:\\conf\\opencode\\opencode.jsonc'],
    ['an empty XDG_CONFIG_HOME', ['linux', 'zed'], { XDG_CONFIG_HOME: '' }, '/home/ada/.config/zed/settings.json'],
    ['a space in XDG_CONFIG_HOME', ['linux', 'goose'], { XDG_CONFIG_HOME: '/mnt/my files' }, '/mnt/my files/goose/config.yaml'],
    ['a variable that begins with ~', ['linux', 'codex'], { CODEX_HOME: '~/codex' }, '/home/ada/codex/config.toml'],
  ] as const)('are found with %s', async (_, [system, id], environment, path) => {
    expect(await paths(id, system, {}, environment)).toEqual([path]);
  });

  it('that nobody should write to are read only where they exist', async () => {
    const legacy = '/home/ada/.config/Code/User/globalStorage/saoudrizwan.claude-dev/settings/cline_mcp_settings.json';
    const files = await clientFiles(known('cline'), machineOf('linux'), memoryDisk({ [legacy]: '{}' }));
    expect(files.map(({ path, writes }) => [path === legacy, writes])).toEqual([
      [false, true],
      [true, false],
    ]);
  });

  it('of VS Code are those of its profiles and of Insiders, too', async () => {
    const user = '/home/ada/.config/Code/User';
    const insiders = '/home/ada/.config/Code - Insiders/User';
    expect(await paths('vscode', 'linux', { [`${user}/profiles/1a/mcp.json`]: '{}', [`${insiders}/x`]: '' })).toEqual([
      `${user}/mcp.json`,
      `${user}/profiles/1a/mcp.json`,
      `${insiders}/mcp.json`,
    ]);
  });

  it('of a project lie in it', async () => {
    const files = await projectFiles(
      known('copilot-cli'),
      '/home/ada/code',
      machineOf('linux'),
      memoryDisk({ '/home/ada/code/.github/mcp.json': '{}' }),
    );
    expect(files.map(({ path, scope, writes }) => [path, scope, writes])).toEqual([['/home/ada/code/.github/mcp.json', 'project', true]]);
  });
});
