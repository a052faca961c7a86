import { NamedError } from '../../contract/errors.ts';
import { isJsonRecord } from '../lib/json-record.ts';
import { readStructured } from './structured-text.ts';

/** Links by which web pages install a server into an app; some pages wrap them into an address of their own. */
const schemes = /^(?:cursor|vscode|vscode-insiders|lmstudio|goose|kiro|windsurf|trae|claude|mcp|code-oss|vscodium):/i;
const pages =
  /^https:\/\/(?:(?:www\.)?cursor\.com\/(?:[\w-]+\/)?install-mcp|lmstudio\.ai\/install-mcp|insiders\.vscode\.dev\/redirect|vscode\.dev\/redirect)/i;

export function isDeepLink(text: string): boolean {
  return schemes.test(text) || pages.test(text);
}

/**
 * The same as what would be pasted: an entry with its name, or many.
 * @throws NamedError `invalid_input` when it installs no server, or can't be read.
 */
export function documentOfLink(link: string): unknown {
  const inner = innerLink(link);
  if (/^goose:/i.test(inner)) return gooseEntry(inner);
  const query = queryOf(inner);
  const config = query.get('config');
  if (config !== null) return withName(readConfig(config), query.get('name'));
  const rest = /\?(.+)$/s.exec(inner)?.[1];
  if (rest !== undefined) return withName(readConfig(rest), query.get('name'));
  throw unreadable();
}

/** Of a page that leads on to the link it was asked to open. */
function innerLink(link: string): string {
  const url = URL.canParse(link) ? new URL(link) : null;
  const target = url?.searchParams.get('url');
  return url !== null && /^https:$/.test(url.protocol) && target !== null && target !== undefined ? target : link;
}

function queryOf(link: string): URLSearchParams {
  return new URLSearchParams(/\?(.*)$/s.exec(link)?.[1] ?? '');
}

/** JSON, or base64 of it; a plus sign of base64 reads as a space where nobody encoded it. */
function readConfig(text: string): unknown {
  const direct = decoded(text).trim();
  if (direct.startsWith('{')) return readStructured(direct, 'JSON');
  const base64 = direct.replaceAll(' ', '+').replaceAll('-', '+').replaceAll('_', '/');
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(base64)) throw unreadable();
  const inside = decoded(Buffer.from(base64, 'base64').toString('utf8')).trim();
  if (!inside.startsWith('{')) throw unreadable();
  return readStructured(inside, 'JSON');
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // It has a percent sign of its own.
    return text;
  }
}

function withName(config: unknown, name: string | null): unknown {
  return isJsonRecord(config) && name !== null && name !== '' ? { ...config, name } : config;
}

/** `goose://extension?cmd=npx&arg=-y&arg=…&id=…&name=…&description=…&env=KEY%3Ddescription`. */
function gooseEntry(link: string): unknown {
  const query = queryOf(link);
  const env = query.getAll('env').map((text) => text.replace(/=[^]*$/, ''));
  return {
    name: query.get('name') ?? query.get('id') ?? '',
    description: query.get('description') ?? '',
    ...(query.get('cmd') !== null && { cmd: query.get('cmd') }),
    ...(query.get('url') !== null && { url: query.get('url') }),
    args: query.getAll('arg'),
    env: Object.fromEntries(env.map((name) => [name, `\${env:${name}}`])),
  };
}

function unreadable(): NamedError {
  return new NamedError(
    'invalid_input',
    'This link installs no server that Patchbay can read. Paste the command or the JSON from the server’s own page.',
  );
}
