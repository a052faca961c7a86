import { createHash } from 'node:crypto';
import type { AnnouncedKind } from '../catalog/offer.ts';
import type { JsonObject } from '../wire/frame.ts';
import { jsonText } from '../wire/json-text.ts';

/** What tells one state of a list from another. Each is worked out once, when somebody asks: lists may be long, and many sessions ask. */
export class ListDigests {
  readonly #lists: Readonly<Record<AnnouncedKind, readonly JsonObject[]>>;
  readonly #known = new Map<AnnouncedKind, string>();

  constructor(lists: Readonly<Record<AnnouncedKind, readonly JsonObject[]>>) {
    this.#lists = lists;
  }

  of(kind: AnnouncedKind): string {
    const digest = this.#known.get(kind) ?? digestOf(this.#lists[kind]);
    this.#known.set(kind, digest);
    return digest;
  }
}

function digestOf(definitions: readonly JsonObject[]): string {
  const hash = createHash('sha256');
  for (const definition of definitions) hash.update(jsonText(definition)).update('\n');
  return hash.digest('base64');
}
