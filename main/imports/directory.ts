import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { NamedError } from '../../contract/errors.ts';
import type { DirectoryEntry } from '../../contract/imports.ts';
import { shownCommand } from './candidate-view.ts';
import { type Draft, draftOf, type Piece, type Target, type Value } from './draft.ts';

const question = z.strictObject({
  key: z.string(),
  label: z.string(),
  description: z.string().default(''),
  secret: z.boolean().default(false),
  required: z.boolean().default(true),
  default: z.string().nullable().default(null),
  choices: z.array(z.string()).default([]),
  /** One answer per line. */
  each: z.boolean().default(false),
});

const flags = ['reads-private-data', 'sees-untrusted-content', 'can-send-outside', 'runs-code', 'changes-files'] as const;

/** One server of the directory. In its texts `{key}` stands for the answer to the question with that key. */
const listing = z
  .strictObject({
    id: z.string().regex(/^[a-z][a-z0-9-]{0,31}$/),
    title: z.string().min(1),
    publisher: z.string().min(1),
    summary: z.string().min(1).max(300),
    homepage: z.url({ protocol: /^https$/ }).nullable(),
    keywords: z.array(z.string()).default([]),
    flags: z.array(z.enum(flags)).default([]),
    command: z.string().optional(),
    args: z.array(z.string()).default([]),
    env: z.record(z.string(), z.string()).default({}),
    url: z.string().optional(),
    headers: z.record(z.string(), z.string()).default({}),
    builtin: z.enum(['files', 'memory']).optional(),
    roots: z.array(z.string()).default([]),
    signsIn: z.boolean().default(false),
    /** Null: nobody publishes versions of it, or none could be pinned. */
    version: z.string().nullable().default(null),
    /**
     * The day on which its version and its program were looked up in the registry of its package, or its address in its publisher's own
     * documentation. Null: it is as its publisher described it when it was entered, and nobody looked since.
     */
    checked: z.iso.date().nullable().default(null),
    questions: z.array(question).default([]),
  })
  .refine(({ command, url, builtin }) => [command, url, builtin].filter((way) => way !== undefined).length === 1, 'one way to have it');

/** The whole file. */
export const directoryFile = z.strictObject({ servers: z.array(listing) });
export type Listing = z.output<typeof listing>;

/** The well-known servers that ship with Patchbay. The file is read when it is asked for first. */
export class Directory {
  readonly #file: string;
  #listings: Promise<readonly Listing[]> | null = null;

  constructor(file: string) {
    this.#file = file;
  }

  /** Best first; all, in the order of the file, where nothing is searched for. */
  async search(search: string, limit: number): Promise<DirectoryEntry[]> {
    const words = search
      .toLowerCase()
      .split(/[^\p{L}\p{N}]+/u)
      .filter((word) => word !== '');
    const ranked = (await this.#load()).map((listed) => ({ listed, rank: rankOf(listed, words) })).filter(({ rank }) => rank > 0);
    return ranked
      .toSorted((a, b) => b.rank - a.rank)
      .slice(0, limit)
      .map(({ listed }) => entryOf(listed));
  }

  /** @throws NamedError `not_found`. */
  async draft(id: string): Promise<Draft> {
    const listed = (await this.#load()).find((candidate) => candidate.id === id);
    if (listed === undefined) throw new NamedError('not_found', `The directory has no server called ${id}.`);
    return draftOfListing(listed);
  }

  #load(): Promise<readonly Listing[]> {
    this.#listings ??= readFile(this.#file, 'utf8').then((text) => directoryFile.parse(JSON.parse(text)).servers);
    return this.#listings;
  }
}

/** Every word must be found somewhere; where it is found counts. */
function rankOf({ id, title, publisher, summary, keywords }: Listing, words: readonly string[]): number {
  const name = `${id} ${title}`.toLowerCase();
  const more = `${publisher} ${keywords.join(' ')}`.toLowerCase();
  const rest = summary.toLowerCase();
  const ranks = words.map((word) => {
    if (name.split(/[^\p{L}\p{N}]+/u).some((part) => part.startsWith(word))) return 8;
    if (name.includes(word)) return 5;
    if (more.includes(word)) return 3;
    return rest.includes(word) ? 1 : 0;
  });
  return ranks.includes(0) ? 0 : ranks.reduce<number>((sum, rank) => sum + rank, 1);
}

function entryOf(listed: Listing): DirectoryEntry {
  const draft = draftOfListing(listed);
  const { id, title, publisher, summary, homepage, version, signsIn } = listed;
  return {
    ...{ id, title, publisher, summary, homepage, version, signsIn, flags: listed.flags },
    command: shownCommand(draft),
    kind: draft.target.kind,
    asks: draft.questions.map(({ label }) => label),
  };
}

export function draftOfListing(listed: Listing): Draft {
  const questions = listed.questions.map(({ each: _each, ...asked }) => asked);
  const { id, title, summary, signsIn } = listed;
  return draftOf(id, targetOf(listed), { title, summary, signsIn, questions });
}

function targetOf(listed: Listing): Target {
  const value = (text: string) => valueOf(text, listed);
  const section = (texts: Readonly<Record<string, string>>) => new Map(Object.entries(texts).map(([key, text]) => [key, value(text)]));
  if (listed.builtin !== undefined) return { kind: 'builtin', builtin: listed.builtin, roots: listed.roots.map(value) };
  if (listed.url !== undefined) return { kind: 'http', url: value(listed.url), headers: section(listed.headers) };
  return { kind: 'stdio', command: value(listed.command ?? ''), args: listed.args.map(value), env: section(listed.env), cwd: null };
}

function valueOf(text: string, { questions }: Listing): Value {
  const pieces = text
    .split(/(\{[\w-]{1,64}\})/)
    .filter((part) => part !== '')
    .map((part): Piece => {
      const asked = questions.find(({ key }) => part === `{${key}}`);
      return asked === undefined ? part : { ask: asked.key, ...(asked.each && { each: true as const }) };
    });
  const optional = questions.find(({ key, required, default: given }) => !required && given === null && text.includes(`{${key}}`));
  return { pieces: pieces.length === 0 ? [''] : pieces, ...(optional !== undefined && { onlyWith: optional.key }) };
}
