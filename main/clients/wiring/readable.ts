import { configText } from '../edit/config-bytes.ts';
import { ConfigFault } from '../edit/config-fault.ts';
import { type ConfigReading, readConfig } from '../edit/entries.ts';
import type { EntryPlace } from '../edit/place.ts';

/** What a file says; null where it has a fault. */
export function readable(text: string, place: EntryPlace): ConfigReading | null {
  return unlessFaulty(() => readConfig(text, place));
}

/** The servers of a file; one that isn't there, or has a fault, has none. */
export function entriesOf(text: string | null, place: EntryPlace): ReadonlyMap<string, unknown> {
  return (text === null ? null : readable(text, place))?.entries ?? new Map();
}

/** The text of a file, also of one that no app could read. */
export function textOf(bytes: Buffer | null): string | null {
  return bytes === null ? null : (unlessFaulty(() => configText(bytes)) ?? bytes.toString('latin1'));
}

function unlessFaulty<Value>(read: () => Value): Value | null {
  try {
    return read();
  } catch (error) {
    if (error instanceof ConfigFault) return null;
    throw error;
  }
}
