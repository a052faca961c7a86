import type { Database } from 'better-sqlite3';
import type { ListKind, OfferKind } from '../catalog/offer.ts';
import type { OfferStore, StoredExtras, StoredOffers } from '../catalog/offer-store.ts';
import type { ServerHello } from '../upstreams/server-hello.ts';
import type { JsonObject } from '../wire/frame.ts';
import { jsonText } from '../wire/json-text.ts';
import { readJsonText } from '../wire/read-json.ts';

interface IdentityRow {
  readonly server: string;
  readonly capabilities: string;
  readonly server_info: string;
  readonly instructions: string | null;
  readonly extras: string;
}

interface ExtrasRow {
  readonly server: string;
  readonly kind: ListKind;
  readonly extras: string;
}

interface ListRow {
  readonly id: number;
  readonly server: string;
  readonly kind: OfferKind;
}

/** Prompts, resources and resource templates of all servers, and what servers said about themselves. */
export class OfferTables implements OfferStore {
  readonly #identities;
  readonly #lists;
  readonly #definitions;
  readonly #identify;
  readonly #listExtras;
  readonly #replaceExtras;
  readonly #replace;
  readonly #forget;

  constructor(database: Database) {
    this.#identities = database.prepare<[], IdentityRow>('SELECT * FROM server_identities ORDER BY server');
    this.#lists = database.prepare<[], ListRow>('SELECT id, server, kind FROM offer_lists ORDER BY server, kind');
    this.#definitions = database.prepare<[number], { definition: string }>(
      'SELECT definition FROM offers WHERE list = ? ORDER BY position',
    );
    this.#identify = database.prepare<[string, string, string, string | null, string]>(
      'INSERT OR REPLACE INTO server_identities (server, capabilities, server_info, instructions, extras) VALUES (?, ?, ?, ?, ?)',
    );
    this.#listExtras = database.prepare<[], ExtrasRow>('SELECT server, kind, extras FROM list_extras ORDER BY server, kind');
    this.#replaceExtras = database.prepare<[string, string, string]>('INSERT OR REPLACE INTO list_extras VALUES (?, ?, ?)');
    this.#replace = database.transaction(replacement(database));
    this.#forget = database.transaction(forgetting(database));
  }

  identities(): readonly (ServerHello & { readonly server: string })[] {
    return this.#identities.all().map(({ server, capabilities, server_info, instructions, extras }) => ({
      server,
      capabilities: objectOf(capabilities),
      serverInfo: objectOf(server_info),
      instructions,
      extras: objectOf(extras),
    }));
  }

  offers(): readonly StoredOffers[] {
    return this.#lists.all().map(({ id, server, kind }) => {
      const definitions = this.#definitions.all(id).map(({ definition }) => objectOf(definition));
      return { server, kind, definitions };
    });
  }

  identify(server: string, { capabilities, serverInfo, instructions, extras }: ServerHello): void {
    this.#identify.run(server, jsonText(capabilities), jsonText(serverInfo), instructions, jsonText(extras));
  }

  listExtras(): readonly StoredExtras[] {
    return this.#listExtras.all().map(({ server, kind, extras }) => ({ server, kind, extras: objectOf(extras) }));
  }

  replaceExtras({ server, kind, extras }: StoredExtras): void {
    this.#replaceExtras.run(server, kind, jsonText(extras));
  }

  replaceOffers(offers: StoredOffers): void {
    this.#replace.immediate(offers);
  }

  forgetOffers(server: string): void {
    this.#forget.immediate(server);
  }
}

function replacement(database: Database) {
  const removeList = database.prepare<[string, string]>('DELETE FROM offer_lists WHERE server = ? AND kind = ?');
  const addList = database.prepare<[string, string]>('INSERT INTO offer_lists (server, kind) VALUES (?, ?)');
  const add = database.prepare<[number | bigint, number, string]>('INSERT INTO offers (list, position, definition) VALUES (?, ?, ?)');
  return ({ server, kind, definitions }: StoredOffers): void => {
    removeList.run(server, kind);
    const { lastInsertRowid } = addList.run(server, kind);
    for (const [position, definition] of definitions.entries()) add.run(lastInsertRowid, position, jsonText(definition));
  };
}

function forgetting(database: Database) {
  const removeLists = database.prepare<[string]>('DELETE FROM offer_lists WHERE server = ?');
  const removeExtras = database.prepare<[string]>('DELETE FROM list_extras WHERE server = ?');
  const removeIdentity = database.prepare<[string]>('DELETE FROM server_identities WHERE server = ?');
  return (server: string): void => {
    removeLists.run(server);
    removeExtras.run(server);
    removeIdentity.run(server);
  };
}

function objectOf(text: string): JsonObject {
  // Only this class writes these columns, from objects.
  return (readJsonText(text) ?? JSON.parse(text)) as JsonObject;
}
