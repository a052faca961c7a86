import { constants } from 'node:fs';
import { join } from 'node:path';
import type { JsonObject } from '../../wire/frame.ts';
import { ToolFailure } from '../builtin-tool.ts';
import { codeOf } from './file-failure.ts';
import { fitsGlob } from './glob.ts';
import { isText } from './read-file.ts';
import type { Roots } from './roots.ts';
import { Walk, type WalkedFile } from './walk.ts';

export interface FileSearch {
  readonly path: string;
  readonly name: string | undefined;
  readonly text: string | undefined;
  readonly limit: number;
}

const maxEntries = 100_000;
const maxDepth = 64;
const maxMs = 10_000;
/** Of a file that is searched for text. */
const maxBytes = 2 * 1024 * 1024;
const shownCharacters = 200;

/** Files by name and by what is in them. Bounded in time and extent; says when it didn't see everything. */
export async function searchFiles(search: FileSearch, roots: Roots, signal: AbortSignal): Promise<JsonObject> {
  if (search.name === undefined && search.text === undefined)
    throw new ToolFailure('Say what to look for: name, a pattern such as *.md, or text, or both.');
  const place = await roots.locate(search.path);
  if (place.missing.length > 0) throw new ToolFailure(`There is no ${search.path}; list_directory shows what is there.`);
  const start = await roots.shown(place.path);
  const walk = new Walk(place.path, { maxEntries, maxDepth, until: performance.now() + maxMs });
  const matches: JsonObject[] = [];
  for await (const file of walk.files(signal)) {
    const found = await matchesIn(file, search, start);
    matches.push(...found.slice(0, search.limit - matches.length));
    if (matches.length === search.limit) walk.isPartial = true;
    if (walk.isPartial) break;
  }
  return { matches, ...notesOf(walk, matches.length === search.limit) };
}

async function matchesIn(file: WalkedFile, { name, text }: FileSearch, start: string): Promise<JsonObject[]> {
  if (name !== undefined && !fitsGlob(name, file.path)) return [];
  const path = join(start, file.path);
  if (text === undefined) return [{ path, ...(file.isFolder && { kind: 'folder' }) }];
  return file.isFolder ? [] : (await linesWith(file, text.toLowerCase())).map((line) => ({ path, ...line }));
}

async function linesWith(file: WalkedFile, text: string): Promise<{ line: number; text: string }[]> {
  const content = await textOf(file);
  if (!content.toLowerCase().includes(text)) return [];
  const lines = content.split('\n').map((line, index) => ({ line: index + 1, text: line }));
  return lines.filter((line) => line.text.toLowerCase().includes(text)).map((line) => ({ ...line, text: around(line.text, text) }));
}

/** Empty: too big, no text, or not to be read. */
async function textOf({ folder, name }: WalkedFile): Promise<string> {
  try {
    await using file = await folder.openFile(name, constants.O_RDONLY);
    const { size } = await file.stat();
    if (size > maxBytes) return '';
    const bytes = await file.readFile();
    return isText(bytes) ? bytes.toString('utf8') : '';
  } catch (error) {
    if (codeOf(error) === null && !(error instanceof ToolFailure)) throw error;
    return '';
  }
}

/** The part of a long line that has the text in it. */
function around(line: string, text: string): string {
  const clean = line.trimEnd();
  if (clean.length <= shownCharacters) return clean;
  const start = Math.max(0, Math.min(clean.toLowerCase().indexOf(text) - 40, clean.length - shownCharacters));
  return `${start > 0 ? '…' : ''}${clean.slice(start, start + shownCharacters).toWellFormed()}…`;
}

function notesOf(walk: Walk, isLimited: boolean): JsonObject {
  const notes = [
    ...(isLimited ? ['There may be more: raise limit, or search a smaller folder.'] : []),
    ...(walk.isPartial && !isLimited ? ['The search stopped before it had seen everything: search a smaller folder.'] : []),
    ...(walk.unreadable > 0 ? [`${walk.unreadable} folders could not be read.`] : []),
  ];
  return notes.length === 0 ? {} : { notes };
}
