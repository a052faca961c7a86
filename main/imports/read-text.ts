import { NamedError } from '../../contract/errors.ts';
import { draftsOfCommands, remoteDraft } from './command-text.ts';
import { documentOfLink, isDeepLink } from './deep-link.ts';
import { draftsOf, type FoundDraft } from './documents.ts';
import { readStructured, type TextFormat } from './structured-text.ts';

/**
 * The servers in a text of any shape that people paste: an address, an install link, commands, JSON with comments, TOML or YAML, also with
 * prose and fences around it. Pure: nothing is looked up, run or fetched.
 * @throws NamedError `invalid_input` that says where it can't be read, or that there is no server in it. It never quotes the text.
 */
export function readText(pasted: string): FoundDraft[] {
  const text = pasted.replace(/^\uFEFF/, '');
  const blocks = fencedBlocks(text);
  const drafts = blocks.length > 0 ? readBlocks(blocks) : readBlock(text);
  const usable = drafts.filter(({ draft }) => draft.target.kind !== 'http' || isUsableAddress(draft.target.url.pieces));
  if (usable.length > 0) return usable;
  throw new NamedError(
    'invalid_input',
    'There is no server in this text. Paste a command, an address, or the JSON, TOML or YAML of a server.',
    {
      line: 1,
      column: 1,
    },
  );
}

function isUsableAddress(pieces: readonly unknown[]): boolean {
  const [first] = pieces;
  return typeof first !== 'string' || pieces.length > 1 || /^(?:https?|wss?):\/\/\S|[{<$]/i.test(first);
}

interface Block {
  readonly text: string;
  /** Lines above it. */
  readonly above: number;
}

/** What stands between lines of three backticks; the rest is prose. */
function fencedBlocks(text: string): Block[] {
  const lines = text.split(/\r?\n/);
  const fences = lines.flatMap((line, index) => (/^\s{0,8}(?:```|~~~)/.test(line) ? [index] : []));
  return fences.flatMap((start, index) => {
    if (index % 2 === 1) return [];
    const end = fences[index + 1] ?? lines.length;
    return [{ text: lines.slice(start + 1, end).join('\n'), above: start + 1 }];
  });
}

/** A README has blocks that hold no server: one that can't be read counts only where no other can. */
function readBlocks(blocks: readonly Block[]): FoundDraft[] {
  const faults: unknown[] = [];
  const drafts = blocks.flatMap((block) => {
    try {
      return readBlock(block.text);
    } catch (error) {
      faults.push(below(error, block.above));
      return [];
    }
  });
  if (drafts.length === 0 && faults.length > 0) throw faults[0];
  return drafts;
}

function below(error: unknown, above: number): unknown {
  if (!(error instanceof NamedError)) return error;
  const { line } = error.data;
  if (typeof line !== 'number') return error;
  return new NamedError(error.code, error.message.replace(/^Line \d+/, `Line ${line + above}`), { ...error.data, line: line + above });
}

const addressWithoutScheme = /^(?:[a-z0-9-]{1,63}\.){1,8}[a-z]{2,24}(?::\d{1,5})?\/(?:[^\s\\]{0,2000}\/)?(?:mcp|sse)\/?(?:\?\S{0,2000})?$/i;

function readBlock(text: string): FoundDraft[] {
  const trimmed = text.trim();
  if (trimmed === '') return [];
  if (isDeepLink(trimmed) && !/\s/.test(trimmed)) return draftsOf(documentOfLink(trimmed));
  if (addressWithoutScheme.test(trimmed)) return [{ draft: remoteDraft(`https://${trimmed}`), inputs: [] }];
  if (/^(?:https?|wss?):\/\/\S{1,8000}$/i.test(trimmed)) return [{ draft: remoteDraft(trimmed), inputs: [] }];
  const format = formatOf(text, trimmed);
  if (format !== null) return draftsOf(readStructured(isEntryWithoutBraces(trimmed) ? withBraces(text) : text, format));
  return jsonInProse(text) ?? draftsOfCommands(text);
}

function formatOf(text: string, trimmed: string): TextFormat | null {
  if (isEntryWithoutBraces(trimmed)) return 'JSON';
  if (/^[{[]/.test(withoutJsonComments(trimmed)) && !/^\[[\w."'-]+\]\s*$/.test(firstLine(trimmed))) return 'JSON';
  if (/^\s*\[{1,2}[^\]\r\n]+\]{1,2}\s*(?:#.*)?$/m.test(text)) return 'TOML';
  return isYaml(trimmed) ? 'YAML' : null;
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? '';
}

function withoutJsonComments(text: string): string {
  return text.replace(/^(?:\s*(?:\/\/[^\n]*(?:\n|$)|\/\*[^]*?\*\/))+/, '').trimStart();
}

/** `"github": { … }`, as it stands inside `mcpServers`, with or without a comma after it; `"mcpServers": {…}` alike. */
function isEntryWithoutBraces(text: string): boolean {
  return /^"(?:[^"\\\r\n]|\\.){1,128}"\s*:\s*[{[]/.test(withoutJsonComments(text));
}

/** On the same lines, so that a fault's place is right. */
function withBraces(text: string): string {
  const end = text.trimEnd().replace(/,$/, '');
  const opened = (end.match(/[{[]/g) ?? []).length;
  const closed = (end.match(/[}\]]/g) ?? []).length;
  return `{${opened < closed ? end.replace(/\}\s*$/, '') : end}}`;
}

function isYaml(text: string): boolean {
  return (
    /^(?:---|#[^\n]*|[\w."'-]+:(?:\s|$)|-\s+[\w"']+:)/.test(text) &&
    /^[ \t]*(?:- )?["']?[\w.-]+["']?:(?:[ \t]|$)/m.test(text) &&
    /\n/.test(text)
  );
}

/** The first object in a text of words that holds servers. */
function jsonInProse(text: string): FoundDraft[] | null {
  const start = text.search(/\{\s*(?:"|\/\/|\/\*)/);
  const end = text.lastIndexOf('}');
  if (start <= 0 || end < start || !/\n/.test(text.slice(0, start)) || /^\S+(?:\s+\S+){0,6}\s+(?:--add-mcp|add-json)\b/.test(text.trim()))
    return null;
  const above = text.slice(0, start).replaceAll(/[^\n]/g, ' ');
  return draftsOf(readStructured(above + text.slice(start, end + 1), 'JSON'));
}
