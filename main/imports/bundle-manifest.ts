import { join } from 'node:path';
import { NamedError } from '../../contract/errors.ts';
import type { ServerQuestion } from '../../contract/imports.ts';
import { fieldsOf, isJsonRecord, type JsonRecord } from '../lib/json-record.ts';
import { type Draft, draftOf, type Piece, plain, type Value } from './draft.ts';
import { saysTrue, textAt, textsIn } from './fields.ts';

/** What a manifest of an MCPB (once DXT) bundle may name of this computer. */
export interface BundleSurroundings {
  /** Where the bundle's files will lie. */
  readonly folder: string;
  readonly homeDirectory: string;
  readonly platform: NodeJS.Platform;
}

export interface BundleIdentity {
  readonly name: string;
  readonly version: string;
}

/**
 * How a bundle is called; both parts make the name of a folder.
 * @throws NamedError `invalid_input` when the manifest isn't one.
 */
export function bundleIdentity(manifest: unknown): BundleIdentity {
  const { name, version, server } = fieldsOf(manifest);
  if (typeof name !== 'string' || typeof version !== 'string' || !isJsonRecord(server)) throw notAManifest();
  return { name: folderPart(name), version: folderPart(version) };
}

function folderPart(text: string): string {
  const safe = text
    .normalize('NFKD')
    .replaceAll(/[^A-Za-z0-9.-]+/g, '-')
    .replaceAll(/^[.-]+|[.-]+$/g, '')
    .slice(0, 64);
  return safe === '' ? 'bundle' : safe.toLowerCase();
}

/** @throws NamedError `invalid_input` when it says nothing that could be run here. */
export function draftOfBundle(manifest: JsonRecord, around: BundleSurroundings): Draft {
  const server = fieldsOf(manifest['server']);
  refusePlatform(manifest, around.platform);
  const config = configFor(server, around.platform);
  const questions = Object.entries(fieldsOf(manifest['user_config'])).flatMap(([key, option]) =>
    isJsonRecord(option) ? [questionOf(key, option, around)] : [],
  );
  const words = new Words(around, new Map(questions.map((question) => [question.key, question])), fieldsOf(manifest['user_config']));
  const command = typeof config['command'] === 'string' ? config['command'] : '';
  const args = Array.isArray(config['args']) ? config['args'].filter((arg) => typeof arg === 'string') : [];
  const env = Object.entries(fieldsOf(config['env'])).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  if (command === '') throw notAManifest();
  return draftOf(
    textAt(manifest, 'name'),
    {
      kind: 'stdio',
      command: words.value(isInside(server, command) ? join(around.folder, command) : command),
      args: args.map((arg) => words.argument(isInside(server, arg) ? join(around.folder, arg) : arg)),
      env: new Map(env.map(([name, value]) => [name, words.value(value)])),
      cwd: plain(around.folder),
    },
    { title: textAt(manifest, 'display_name'), summary: textAt(manifest, 'description'), questions },
  );
}

function refusePlatform(manifest: JsonRecord, platform: NodeJS.Platform): void {
  const { platforms } = fieldsOf(manifest['compatibility']);
  if (Array.isArray(platforms) && platforms.length > 0 && !platforms.includes(platform))
    throw new NamedError('invalid_input', 'This bundle is made for another system than this one.');
}

/** What an entry of `platform_overrides` says stands before what is said for all; a `uv` bundle may leave it to the host. */
function configFor(server: JsonRecord, platform: NodeJS.Platform): JsonRecord {
  const config = fieldsOf(server['mcp_config']);
  const own = fieldsOf(fieldsOf(config['platform_overrides'])[platform]);
  const merged: JsonRecord = { ...config, ...own, env: { ...fieldsOf(config['env']), ...fieldsOf(own['env']) } };
  if (merged['command'] !== undefined || server['type'] !== 'uv') return merged;
  return { ...merged, command: 'uv', args: ['run', '--directory', '${__dirname}', textAt(server, 'entry_point')] };
}

/** Some manifests name their own files without `${__dirname}`. */
function isInside(server: JsonRecord, word: string): boolean {
  return (
    word !== '' && (word === server['entry_point'] || word.replace(/\.exe$/, '') === server['entry_point']) && !/^[\\/]|\.\./.test(word)
  );
}

function questionOf(key: string, option: JsonRecord, around: BundleSurroundings): ServerQuestion {
  const given = Array.isArray(option['default']) ? textsIn(option['default']).join('\n') : textAt(option, 'default');
  return {
    key,
    label: textAt(option, 'title') || key,
    description: [textAt(option, 'description'), ...(saysTrue(option, 'multiple') ? ['One per line.'] : [])].join(' ').trim(),
    secret: saysTrue(option, 'sensitive'),
    required: saysTrue(option, 'required'),
    default: given === '' ? null : withFolders(given, around),
    choices: option['type'] === 'boolean' ? ['true', 'false'] : [],
  };
}

function withFolders(text: string, { folder, homeDirectory, platform }: BundleSurroundings): string {
  const separator = platform === 'win32' ? '\\' : '/';
  const folders: Readonly<Record<string, string>> = {
    __dirname: folder,
    HOME: homeDirectory,
    DESKTOP: join(homeDirectory, 'Desktop'),
    DOCUMENTS: join(homeDirectory, 'Documents'),
    DOWNLOADS: join(homeDirectory, 'Downloads'),
    pathSeparator: separator,
    '/': separator,
  };
  return text.replace(
    /\$\{(__dirname|HOME|DESKTOP|DOCUMENTS|DOWNLOADS|pathSeparator|\/)\}/g,
    (_whole, name: string) => folders[name] ?? '',
  );
}

/** Fills the words of a manifest: what this computer knows now, what the person says later. */
class Words {
  readonly #around: BundleSurroundings;
  readonly #questions: ReadonlyMap<string, ServerQuestion>;
  readonly #options: JsonRecord;

  constructor(around: BundleSurroundings, questions: ReadonlyMap<string, ServerQuestion>, options: JsonRecord) {
    this.#around = around;
    this.#questions = questions;
    this.#options = options;
  }

  argument(word: string): Value {
    const [, key] = /^\$\{user_config\.([\w.-]{1,128})\}$/.exec(word) ?? [];
    const isMany = key !== undefined && saysTrue(fieldsOf(this.#options[key]), 'multiple');
    return isMany ? { pieces: [{ ask: key, each: true }] } : this.value(word);
  }

  value(word: string): Value {
    const pieces = word.split(/(\$\{user_config\.[\w.-]{1,128}\})/).map((part): Piece => {
      const key = /^\$\{user_config\.(.+)\}$/.exec(part)?.[1];
      return key !== undefined && this.#questions.has(key) ? { ask: key } : withFolders(part, this.#around);
    });
    return { pieces: pieces.filter((piece) => piece !== '') };
  }
}

function notAManifest(): NamedError {
  return new NamedError('invalid_input', "This bundle's manifest.json doesn't say what to run. Ask whoever made it for another one.");
}
