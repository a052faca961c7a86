import { isDeepStrictEqual } from 'node:util';
import { fieldsOf } from '../../lib/json-record.ts';
import type { ConfigReading } from '../edit/entries.ts';
import type { EntryPlace } from '../edit/place.ts';
import { readable } from './readable.ts';

const most = 50;

/** What stands in the file now and would not after it was put back to `after`, in words: servers, then other settings. Names only. */
export function lostSettings(before: string, after: string, place: EntryPlace): string[] {
  const [now, then] = [readable(before, place), readable(after, place)];
  if (now === null) return ['all that the file says now: it has a fault, so nothing can be said of it'];
  const servers = differing(now.entries, then?.entries ?? new Map(), (name) => `the server ${name}`);
  const settings = differing(settingsOf(now, place), then === null ? new Map() : settingsOf(then, place), (name) => `the setting ${name}`);
  const lost = [...servers, ...settings];
  return lost.length <= most ? lost : [...lost.slice(0, most), `and ${lost.length - most} more`];
}

/** Of the first level, without the servers. */
function settingsOf({ value }: ConfigReading, { keyPath }: EntryPlace): ReadonlyMap<string, unknown> {
  const settings = new Map(Object.entries(fieldsOf(value)));
  if (keyPath.length === 1) settings.delete(keyPath[0] ?? '');
  return settings;
}

function differing(now: ReadonlyMap<string, unknown>, then: ReadonlyMap<string, unknown>, word: (name: string) => string): string[] {
  return [...now].flatMap(([name, value]) => {
    if (!then.has(name)) return [word(name)];
    return isDeepStrictEqual(then.get(name), value) ? [] : [`${word(name)}, as it is now`];
  });
}
