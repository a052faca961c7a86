import type { JsonObject } from '../wire/frame.ts';

/** Everything that a server may list, by the member of the answer that holds the list. */
export type ListKind = 'tools' | 'prompts' | 'resources' | 'resourceTemplates';
/** What is listed besides tools. */
export type OfferKind = Exclude<ListKind, 'tools'>;
/** The lists that a server announces changes of: one announcement stands for resources and for their templates. */
export type AnnouncedKind = Exclude<ListKind, 'resourceTemplates'>;

/** A prompt, a resource or a resource template. */
export interface Offer {
  readonly server: string;
  /** The name of a prompt, the URI of a resource, the URI template of a resource template: as the server spelled it. */
  readonly key: string;
  /** As the server spelled it, unknown keys included. Untrusted text. */
  readonly definition: JsonObject;
}

interface ListFacts {
  readonly method: string;
  /** The member of a definition that tells it from others. */
  readonly key: string;
  readonly announced: AnnouncedKind;
  /** For a person. */
  readonly noun: string;
}

export const lists: Readonly<Record<ListKind, ListFacts>> = {
  tools: { method: 'tools/list', key: 'name', announced: 'tools', noun: 'tool' },
  prompts: { method: 'prompts/list', key: 'name', announced: 'prompts', noun: 'prompt' },
  resources: { method: 'resources/list', key: 'uri', announced: 'resources', noun: 'resource' },
  resourceTemplates: { method: 'resources/templates/list', key: 'uriTemplate', announced: 'resources', noun: 'resource template' },
};

export const listKinds: readonly ListKind[] = ['tools', 'prompts', 'resources', 'resourceTemplates'];

/** Which lists to read anew after `notifications/<kind>/list_changed`; null: another notification. */
export function announcedBy(method: string): AnnouncedKind | null {
  const kind = /^notifications\/(tools|prompts|resources)\/list_changed$/.exec(method)?.[1];
  return listKinds.find((known): known is AnnouncedKind => known === kind) ?? null;
}

export function listsAnnouncedAs(kind: AnnouncedKind): readonly ListKind[] {
  return listKinds.filter((list) => lists[list].announced === kind);
}

/** What tells a definition from the others of its kind; null where it can't be told. */
export function keyOf(kind: ListKind, definition: JsonObject): string | null {
  const key = definition[lists[kind].key];
  return typeof key === 'string' && key !== '' ? key : null;
}
