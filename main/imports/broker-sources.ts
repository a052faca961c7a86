import { NamedError } from '../../contract/errors.ts';
import type { Disk, Machine, System } from '../clients/machine.ts';
import { expandPath, pathsOf } from '../clients/paths.ts';
import { fieldsOf } from '../lib/json-record.ts';
import { reasonOf } from '../lib/thrown.ts';
import { draftOfDocker, isDockerCatalog } from './docker.ts';
import { draftsOf, type FoundDraft } from './documents.ts';
import type { Draft } from './draft.ts';
import type { FoundSource } from './imports.ts';
import { readStructured } from './structured-text.ts';

/** Where another broker keeps the servers of a person, by system. */
interface BrokerFile {
  readonly id: string;
  readonly label: string;
  readonly at: Readonly<Partial<Record<System | 'all', string>>>;
}

/** Each holds `mcpServers`, or a map of entries, as its documentation or its source says. */
const brokerFiles: readonly BrokerFile[] = [
  { id: 'mcp-hub', label: 'MCP Hub', at: { all: '${XDG_CONFIG_HOME:-~/.config}/mcphub/servers.json' } },
  { id: '1mcp', label: '1MCP', at: { all: '~/.config/1mcp/mcp.json', windows: '%APPDATA%/1mcp/mcp.json' } },
  { id: 'mcpproxy', label: 'MCPProxy', at: { all: '~/.mcpproxy/mcp_config.json' } },
  { id: 'mcpm', label: 'MCPM', at: { all: '~/.config/mcpm/servers.json' } },
];

/** ToolHive's run configurations, one file each. */
const toolHiveFolder: BrokerFile['at'] = {
  linux: '${XDG_STATE_HOME:-~/.local/state}/toolhive/runconfigs',
  macos: '~/Library/Application Support/toolhive/runconfigs',
  windows: '%LOCALAPPDATA%/toolhive/runconfigs',
};

const dockerFolder: BrokerFile['at'] = { all: '~/.docker/mcp' };

/** The servers in the files of Docker's MCP toolkit, ToolHive and other brokers. A file that can't be read says why. */
export async function brokerSources(machine: Machine, disk: Disk): Promise<FoundSource[]> {
  const files = brokerFiles.map(async ({ id, label, at }) => {
    const path = pathOf(at, machine);
    return path === null ? [] : sourceAt({ id, label, path }, disk, (text) => draftsOf(readStructured(text, 'JSON')));
  });
  const sources = await Promise.all([...files, toolHiveSources(machine, disk), dockerSources(machine, disk)]);
  return sources.flat();
}

function pathOf(at: BrokerFile['at'], machine: Machine): string | null {
  const template = at[machine.system] ?? at.all;
  return template === undefined ? null : expandPath(template, machine);
}

type Named = Pick<FoundSource, 'id' | 'label' | 'path'>;

async function sourceAt(named: Named, disk: Disk, read: (text: string) => readonly FoundDraft[]): Promise<FoundSource[]> {
  const source = { ...named, id: `${named.id}:${named.path}`, app: null };
  try {
    const text = await disk.text(named.path);
    const servers = text === null ? [] : read(text.replace(/^\uFEFF/, ''));
    return servers.length === 0 ? [] : [{ ...source, fault: null, servers }];
  } catch (error) {
    const { line = 1, column = 1 } = error instanceof NamedError ? error.data : {};
    return [{ ...source, fault: `${named.path}:${String(line)}:${String(column)} ${reasonOf(error)}`, servers: [] }];
  }
}

async function toolHiveSources(machine: Machine, disk: Disk): Promise<FoundSource[]> {
  const folder = pathOf(toolHiveFolder, machine);
  if (folder === null) return [];
  const names = (await disk.names(folder)).filter((name) => name.endsWith('.json')).toSorted();
  const each = names.map((name) => {
    const path = pathsOf(machine).join(folder, name);
    return sourceAt({ id: 'toolhive', label: 'ToolHive', path }, disk, (text) => draftsOf(readStructured(text, 'JSON')));
  });
  return (await Promise.all(each)).flat();
}

/** `registry.yaml` says what of the catalogs is switched on, `config.yaml` how it is set. */
async function dockerSources(machine: Machine, disk: Disk): Promise<FoundSource[]> {
  const folder = pathOf(dockerFolder, machine);
  if (folder === null) return [];
  const join = (...parts: readonly string[]) => pathsOf(machine).join(...parts);
  const settings = await yamlAt(join(folder, 'config.yaml'), disk);
  const names = (await disk.names(join(folder, 'catalogs'))).filter((name) => /\.ya?ml$/.test(name)).toSorted();
  const catalogs = await Promise.all(names.map((name) => disk.text(join(folder, 'catalogs', name)).catch(() => null)));
  return sourceAt({ id: 'docker', label: 'Docker MCP Toolkit', path: join(folder, 'registry.yaml') }, disk, (text) => {
    const on = new Set(Object.keys(fieldsOf(fieldsOf(readStructured(text, 'YAML'))['registry'])));
    const drafts = catalogs.flatMap((catalog) => draftsOfCatalog(catalog ?? '', on, settings));
    return drafts.map((draft) => ({ draft, inputs: [] }));
  });
}

function draftsOfCatalog(text: string, on: ReadonlySet<string>, settings: unknown): Draft[] {
  const catalog = quietly(() => readStructured(onlyServers(text, on), 'YAML'));
  return isDockerCatalog(catalog) ? draftOfDocker(catalog, on, fieldsOf(settings)) : [];
}

/** Docker's own catalog has hundreds of servers with all of their tools: what isn't needed is never parsed. */
function onlyServers(text: string, on: ReadonlySet<string>): string {
  let isOn = true;
  let isNeeded = true;
  const lines = text.split('\n').filter((line) => {
    const [, indent = '', key = ''] = /^( {2}| {4})["']?([\w.-]+)["']?:/.exec(line) ?? [];
    if (indent.length === 2) isOn = on.has(key);
    if (indent !== '') isNeeded = indent.length === 2 || !unneeded.has(key);
    return (isOn && isNeeded) || /^\S/.test(line);
  });
  return lines.join('\n');
}

const unneeded = new Set(['tools', 'prompts', 'resources', 'metadata', 'readme', 'config']);

async function yamlAt(path: string, disk: Disk): Promise<unknown> {
  const text = await disk.text(path).catch(() => null);
  return text === null ? null : quietly(() => readStructured(text, 'YAML'));
}

/** What can't be read says nothing: `registry.yaml` is what counts, and Docker would not start with it either. */
function quietly(read: () => unknown): unknown {
  try {
    return read();
  } catch {
    // As said above.
    return null;
  }
}
