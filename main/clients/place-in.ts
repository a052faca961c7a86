import { fieldsOf, isJsonRecord } from '../lib/json-record.ts';
import type { ClientFile } from './client-files.ts';
import type { EntryPlace } from './edit/place.ts';
import { readDocument } from './read-document.ts';

/** Where Patchbay's entry belongs in this text: a file of OpenCode that nests its servers one level deeper keeps doing so. */
export function placeIn(text: string, { place, alsoAt }: Pick<ClientFile, 'place' | 'alsoAt'>): EntryPlace {
  const inner = alsoAt.find((path) => !path.includes('*'));
  if (inner === undefined) return place;
  const servers = inner.reduce<unknown>((value, key) => fieldsOf(value)[key], readDocument(text, place.format));
  const isContainer = Object.values(fieldsOf(servers)).some((server) => isJsonRecord(server));
  return isContainer ? { ...place, keyPath: inner } : place;
}
