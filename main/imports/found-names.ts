import { namePattern, secretNamePattern, toName } from '../../contract/names.ts';
import type { Draft, Place } from './draft.ts';
import { programOf } from './program.ts';

/** Of a server in Patchbay: free and valid. `isTaken` also knows what other candidates are called. */
export function nameFor(draft: Draft, isTaken: (name: string) => boolean): string {
  const wished = [draft.name, lastPart(draft), draft.title, 'server'].map(toName).find((name) => namePattern.test(name)) ?? 'server';
  return numbered(wished, 32, isTaken);
}

/** What a package, an image or an address is called without what every server's is. */
function lastPart(draft: Draft): string {
  const { target } = draft;
  if (target.kind === 'builtin') return target.builtin;
  if (target.kind === 'http') return hostName(target.url.pieces.filter((piece) => typeof piece === 'string').join(''));
  const program = programOf(draft);
  if (program === null) return '';
  const passedOnTo = /^(?:mcp-remote|supergateway|mcp-proxy)$/.test(program.name)
    ? program.args.find((word) => URL.canParse(word ?? ''))
    : null;
  if (typeof passedOnTo === 'string') return hostName(passedOnTo);
  return withoutCommonWords(program.source === 'program' ? scriptName(program.name, program.args) : program.name);
}

function withoutCommonWords(name: string): string {
  const [, scope = '', own = name] = /^@([^/]+)\/(.+)$/.exec(name) ?? [];
  const short = own
    .replace(/^.*\//, '')
    .replaceAll(/(?:^|-)(?:mcp|server|servers|modelcontextprotocol)(?=-|$)/g, '')
    .replace(/^-+/, '');
  return [short, scope, own].find((part) => part !== '') ?? '';
}

function scriptName(command: string, args: readonly (string | null)[]): string {
  const script = args.find((word) => word !== null && /\.(?:[cm]?js|ts|py|jar|dll)$/.test(word)) ?? command;
  const parts = script.replace(/\.\w+$/, '').split(/[\\/]/);
  return parts.findLast((part) => part !== '' && !/^(?:index|main|server|dist|build|src|out|lib|cli|app|bin|mcp)$/i.test(part)) ?? '';
}

/** `https://mcp.notion.com/mcp` is `notion`. */
function hostName(url: string): string {
  const host = URL.canParse(url) ? new URL(url).hostname : '';
  const parts = host.split('.').filter((part) => !/^(?:www|mcp|api|server|app|gateway)$/.test(part));
  return parts.length > 1 ? (parts.at(-2) ?? '') : (parts[0] ?? '');
}

const genericWords = new Set(
  'api key token secret access auth authorization password pass passwd bearer x header url uri database db connection string user value personal client private credentials app'.split(
    ' ',
  ),
);

/** Of a secret in the vault: by what it is called where it stands, and by its server where that says nothing. */
export function secretNameFor(server: string, { kind, key }: Place, isTaken: (name: string) => boolean): string {
  const words = (kind === 'address' ? 'url' : key)
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
  const saysSomething = words.some((word) => !genericWords.has(word)) && /^[a-z]/.test(words[0] ?? '');
  const wished = (saysSomething ? words : [server, ...words]).join('-').slice(0, 64).replace(/-+$/, '');
  return numbered(secretNamePattern.test(wished) ? wished : `${server}-secret`, 64, isTaken);
}

function numbered(name: string, longest: number, isTaken: (name: string) => boolean): string {
  for (let number = 1; ; number += 1) {
    const tail = number === 1 ? '' : `-${number}`;
    const candidate = `${name.slice(0, longest - tail.length).replace(/-+$/, '')}${tail}`;
    if (!isTaken(candidate)) return candidate;
  }
}
