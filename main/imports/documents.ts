import { fieldsOf, isJsonRecord, type JsonRecord } from '../lib/json-record.ts';
import { draftOfDocker, isDockerCatalog } from './docker.ts';
import type { Draft } from './draft.ts';
import { draftOfEntry, isEntry } from './entry.ts';
import { draftsOfRegistry, isRegistryServer } from './registry-server.ts';
import { draftOfToolHive, isToolHiveRun } from './toolhive.ts';

/** A server with what VS Code asks the person for, which stands beside it. */
export interface FoundDraft {
  readonly draft: Draft;
  readonly inputs: readonly JsonRecord[];
}

/** Where servers stand in the files of apps and brokers. */
const sections = ['mcpServers', 'servers', 'mcp_servers', 'context_servers', 'amp.mcpServers', 'mcp.servers', 'extensions', 'mcp'];

/** More than anybody has; a document that holds more is junk. */
const mostServers = 200;

/** Every server in a document of any shape that people paste or that an app or a broker writes. */
export function draftsOf(document: unknown): FoundDraft[] {
  return found(document, 0).slice(0, mostServers);
}

function found(document: unknown, depth: number): FoundDraft[] {
  if (Array.isArray(document)) return document.slice(0, mostServers).flatMap((item) => named(item, depth));
  if (!isJsonRecord(document)) return [];
  const known = knownDocument(document);
  if (known !== null) return known.map((draft) => ({ draft, inputs: [] }));
  if (isEntry(document)) return ofEntry(nameIn(document), document, inputsOf(document));
  const inSections = sections.flatMap((key) => inSection(document[key], inputsOf(document), depth));
  const inProjects = Object.values(fieldsOf(document['projects'])).flatMap((project) => (depth < 1 ? found(project, depth + 1) : []));
  const all = [...inSections, ...inProjects];
  return all.length > 0 ? all : inMap(document, inputsOf(document));
}

/** What isn't a client's entry but describes one server, or many, in a way of its own. */
function knownDocument(document: JsonRecord): readonly Draft[] | null {
  if (isRegistryServer(document)) return draftsOfRegistry(document);
  if (isRegistryServer(document['server'])) return draftsOfRegistry(document['server']);
  if (isToolHiveRun(document)) return [draftOfToolHive(document)];
  return isDockerCatalog(document) ? draftOfDocker(document) : null;
}

function inSection(section: unknown, inputs: readonly JsonRecord[], depth: number): FoundDraft[] {
  if (Array.isArray(section)) return found(section, depth + 1);
  if (!isJsonRecord(section)) return [];
  const direct = inMap(section, inputs);
  return direct.length > 0 || depth > 1 ? direct : nested(section, depth);
}

/** As `"mcp": {"servers": {…}, "inputs": […]}` in the settings of VS Code. */
function nested(section: JsonRecord, depth: number): FoundDraft[] {
  return sections.some((key) => key in section) ? found(section, depth + 1) : [];
}

function inMap(map: JsonRecord, inputs: readonly JsonRecord[]): FoundDraft[] {
  return Object.entries(map)
    .slice(0, mostServers)
    .flatMap(([name, entry]) => (isEntry(entry) ? ofEntry(name, entry, inputs) : []));
}

/** An item of a list says its name itself. */
function named(item: unknown, depth: number): FoundDraft[] {
  return isEntry(item) && !isRegistryServer(item) ? ofEntry(nameIn(item), item, []) : depth > 2 ? [] : found(item, depth + 1);
}

function ofEntry(name: string, entry: JsonRecord, inputs: readonly JsonRecord[]): FoundDraft[] {
  const draft = draftOfEntry(name, entry);
  return draft === null ? [] : [{ draft, inputs: [...inputs, ...inputsOf(entry)] }];
}

function nameIn(entry: JsonRecord): string {
  return typeof entry['name'] === 'string' ? entry['name'] : '';
}

function inputsOf(document: JsonRecord): JsonRecord[] {
  return Array.isArray(document['inputs']) ? document['inputs'].filter(isJsonRecord) : [];
}
