import { NamedError } from '../../contract/errors.ts';
import { reasonOf } from '../lib/thrown.ts';
import { extrasOf } from '../protocol/extras.ts';
import type { UpstreamConnection } from '../upstreams/upstream.ts';
import { JsonRpcError, methodNotFound } from '../wire/error-numbers.ts';
import type { JsonObject, JsonValue } from '../wire/frame.ts';
import { isList, isObject } from '../wire/parse-frame.ts';
import type { Catalog } from './catalog.ts';
import { keyOf, type ListKind, listKinds, lists } from './offer.ts';
import type { ToolDefinition } from './tool.ts';

const maxPages = 1_000;
const maxEntries = 10_000;
/** Characters of JSON in one list. */
const maxSize = 64 * 1024 * 1024;
/** Milliseconds for one page of what isn't tools: servers that never answer for it shall not keep their tools from being used. */
const patience = 10_000;

/**
 * Takes what a server offers over into the catalog: each list that it declares, all at once. A list that fails keeps what was known, is
 * reported, and costs the others nothing. Where the server has several connections, since apps declared different capabilities, it may
 * list different things on each: what counts is what any of them has. No connection: nothing to do. Resolves with whether every list could be read.
 * @throws the first failure, when not one list could be read.
 */
export async function refreshCatalog(
  connections: readonly UpstreamConnection[],
  catalog: Catalog,
  report: (sentence: string) => void,
  kinds: readonly ListKind[] = listKinds,
): Promise<boolean> {
  const newest = connections.at(-1);
  if (newest === undefined) return true;
  const { server, hello } = newest;
  catalog.identify(server, hello);
  const outcomes = await Promise.all(
    kinds.map((kind) => attempt(async () => takeOver(catalog, server, kind, await listOnAll(connections, kind, report)))),
  );
  const failures = outcomes.flatMap((failure, index) => (failure === null ? [] : [{ kind: kinds[index], failure }]));
  const declared = kinds.filter((kind) => connections.some((connection) => declares(connection, kind)));
  const [first] = failures;
  if (first !== undefined && failures.length >= declared.length) throw first.failure;
  for (const { kind, failure } of failures)
    report(`The ${kind === undefined ? '' : lists[kind].noun}s of ${server} could not be listed: ${failure.message}`);
  return failures.length === 0;
}

/** Null: it went well. */
async function attempt(task: () => Promise<void>): Promise<Error | null> {
  try {
    await task();
    return null;
  } catch (error) {
    return error instanceof Error ? error : new Error(reasonOf(error));
  }
}

/** The list of the first connection that has one, and what only others list. */
async function listOnAll(connections: readonly UpstreamConnection[], kind: ListKind, report: (sentence: string) => void): Promise<Listed> {
  const outcomes = await Promise.allSettled(connections.map((connection) => listAll(connection, kind, report)));
  const listed = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
  const [failed] = outcomes.filter((outcome) => outcome.status === 'rejected');
  if (listed.length === 0 && failed !== undefined) throw failed.reason;
  return listed.reduce((all, more) => {
    const known = new Set(all.entries.map((entry) => keyOf(kind, entry)));
    return { ...all, entries: [...all.entries, ...more.entries.filter((entry) => !known.has(keyOf(kind, entry)))] };
  }, listed[0] ?? nothing);
}

export interface Listed {
  readonly entries: readonly JsonObject[];
  /** What the server said on the first page beside the list. */
  readonly extras: JsonObject;
}

const nothing: Listed = { entries: [], extras: {} };

/**
 * Every page of one list of a server. An entry that can't be used (no object, no name, a name that was there before) is left out and
 * reported in one sentence, and so is everything past the bounds: one bad entry never costs the others.
 * @throws what `connection.request` throws; NamedError upstream_failed when an answer holds no list.
 */
export async function listAll(connection: UpstreamConnection, kind: ListKind, report: (sentence: string) => void): Promise<Listed> {
  if (!declares(connection, kind)) return nothing;
  const listing = new Listing(connection.server, kind, report);
  let cursor: string | null = null;
  for (let page = 0; page < maxPages; page += 1) {
    cursor = listing.add(await pageAt(connection, kind, cursor));
    if (cursor === null) return listing.listed;
  }
  report(`${connection.server} lists its ${lists[kind].noun}s on more than ${maxPages} pages; the rest is left out.`);
  return listing.listed;
}

/** Whether a server says that it has such a list at all. */
function declares({ hello }: UpstreamConnection, kind: ListKind): boolean {
  return hello.capabilities[lists[kind].announced] !== undefined;
}

/** Many servers that have resources know no method for templates: that they have none is no fault. */
async function pageAt(connection: UpstreamConnection, kind: ListKind, cursor: string | null): Promise<JsonObject> {
  try {
    const params = cursor === null ? {} : { cursor };
    return await connection.request(lists[kind].method, params, kind === 'tools' ? {} : { timeoutMs: patience });
  } catch (error) {
    if (kind === 'tools' || !(error instanceof JsonRpcError) || error.code !== methodNotFound) throw error;
    return { [kind]: [] };
  }
}

async function takeOver(catalog: Catalog, server: string, kind: ListKind, { entries, extras }: Listed): Promise<void> {
  catalog.replaceExtras(server, kind, extras);
  // `Listing` takes no tool without a name.
  if (kind === 'tools') await catalog.replace(server, entries as readonly ToolDefinition[]);
  else catalog.replaceOffers(server, kind, entries);
}

class Listing {
  readonly #entries: JsonObject[] = [];
  readonly #server: string;
  readonly #kind: ListKind;
  readonly #report: (sentence: string) => void;
  readonly #names = new Set<string>();
  readonly #cursors = new Set<string>();
  #size = 0;
  #extras: JsonObject | null = null;

  constructor(server: string, kind: ListKind, report: (sentence: string) => void) {
    this.#server = server;
    this.#kind = kind;
    this.#report = report;
  }

  get listed(): Listed {
    return { entries: this.#entries, extras: this.#extras ?? {} };
  }

  /** Takes one page and returns the cursor of the next; null: that was the last that is wanted. */
  add(page: JsonObject): string | null {
    const { method, noun } = lists[this.#kind];
    const entries = page[this.#kind];
    if (!isList(entries))
      throw new NamedError('upstream_failed', `The server ${this.#server} answered ${method} without a list of ${noun}s.`);
    this.#extras ??= extrasOf(page, [this.#kind, 'nextCursor']);
    for (const entry of entries) {
      if (this.#entries.length === maxEntries) return this.#endAt(`has more than ${maxEntries} ${noun}s; the rest is left out.`);
      if (this.#size > maxSize) return this.#endAt(`has ${noun}s of more than ${maxSize} characters; the rest is left out.`);
      this.#take(entry);
    }
    return this.#next(page['nextCursor']);
  }

  #take(entry: JsonValue): void {
    const { key, noun } = lists[this.#kind];
    const name = isObject(entry) ? keyOf(this.#kind, entry) : null;
    if (!isObject(entry) || name === null) this.#report(`A ${noun} of ${this.#server} is left out: it has no ${key}.`);
    else if (key === 'name' && this.#names.has(name))
      this.#report(`The second ${noun} of ${this.#server} named ${JSON.stringify(name.slice(0, 100))} is left out.`);
    else {
      this.#names.add(name);
      this.#size += JSON.stringify(entry).length;
      this.#entries.push(entry);
    }
  }

  #next(cursor: JsonValue | undefined): string | null {
    if (typeof cursor !== 'string') return null;
    if (this.#cursors.has(cursor))
      return this.#endAt(`repeats a cursor of ${lists[this.#kind].method}; what it listed until then is used.`);
    this.#cursors.add(cursor);
    return cursor;
  }

  #endAt(what: string): null {
    this.#report(`The server ${this.#server} ${what}`);
    return null;
  }
}
