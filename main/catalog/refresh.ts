import { NamedError } from '../../contract/errors.ts';
import type { UpstreamConnection } from '../upstreams/upstream.ts';
import type { JsonObject, JsonValue } from '../wire/frame.ts';
import { isList, isObject } from '../wire/parse-frame.ts';
import type { ToolDefinition } from './tool.ts';

const maxPages = 1_000;
const maxTools = 10_000;

/**
 * Every page of a server's tools/list. A tool that can't be used (no object, no name, a name that was there before) is left out and
 * reported in one sentence, and so is everything past the bounds: one bad tool never costs the others.
 * @throws what `connection.request` throws; NamedError upstream_failed when an answer holds no list of tools.
 */
export async function listAllTools(connection: UpstreamConnection, report: (sentence: string) => void): Promise<ToolDefinition[]> {
  if (connection.capabilities['tools'] === undefined) return [];
  const listing = new Listing(connection.server, report);
  let cursor: string | null = null;
  for (let page = 0; page < maxPages; page += 1) {
    cursor = listing.add(await connection.request('tools/list', cursor === null ? {} : { cursor }));
    if (cursor === null) return listing.tools;
  }
  report(`${connection.server} lists its tools on more than ${maxPages} pages; the rest is left out.`);
  return listing.tools;
}

class Listing {
  readonly tools: ToolDefinition[] = [];
  readonly #server: string;
  readonly #report: (sentence: string) => void;
  readonly #names = new Set<string>();
  readonly #cursors = new Set<string>();

  constructor(server: string, report: (sentence: string) => void) {
    this.#server = server;
    this.#report = report;
  }

  /** Takes one page and returns the cursor of the next; null: that was the last that is wanted. */
  add(page: JsonObject): string | null {
    if (!isList(page['tools']))
      throw new NamedError('upstream_failed', `The server ${this.#server} answered tools/list without a list of tools.`);
    for (const tool of page['tools']) {
      if (this.tools.length === maxTools) return this.#endAt(`has more than ${maxTools} tools; the rest is left out.`);
      this.#take(tool);
    }
    return this.#next(page['nextCursor']);
  }

  #take(tool: JsonValue): void {
    if (!isDefinition(tool)) this.#report(`A tool of ${this.#server} is left out: it has no name.`);
    else if (this.#names.has(tool.name))
      this.#report(`The second tool of ${this.#server} named ${JSON.stringify(tool.name.slice(0, 100))} is left out.`);
    else {
      this.#names.add(tool.name);
      this.tools.push(tool);
    }
  }

  #next(cursor: JsonValue | undefined): string | null {
    if (typeof cursor !== 'string') return null;
    if (this.#cursors.has(cursor)) return this.#endAt('repeats a cursor of tools/list; what it listed until then is used.');
    this.#cursors.add(cursor);
    return cursor;
  }

  #endAt(what: string): null {
    this.#report(`The server ${this.#server} ${what}`);
    return null;
  }
}

function isDefinition(tool: JsonValue): tool is ToolDefinition {
  return isObject(tool) && typeof tool['name'] === 'string' && tool['name'] !== '';
}
