import { NamedError } from '../../contract/errors.ts';
import { fieldsOf, type JsonRecord } from '../lib/json-record.ts';
import type { ClientFile } from './client-files.ts';
import { readEntries } from './edit/entries.ts';
import { entryName } from './entry-for.ts';
import type { Client } from './known/client.ts';
import { placeIn } from './place-in.ts';
import { wayOf } from './servers-in.ts';

/**
 * The client's own rules, before a file is written: a file that it would refuse never replaces one that it reads.
 * @param text as it would be.
 * @throws ConfigFault where it couldn't be read, `invalid_input` where the client would refuse an entry of it.
 */
export function checkFile(text: string, client: Client, file: Pick<ClientFile, 'place' | 'alsoAt'>): void {
  const entries = readEntries(text, placeIn(text, file));
  const checked = client.oneBadEntrySpoilsAll ? [...entries] : [...entries].filter(([name]) => name === entryName);
  for (const [name, entry] of checked) {
    const fault = faultOf(name, entry, client);
    if (fault !== null) throw new NamedError('invalid_input', fault, { server: name });
  }
}

function faultOf(name: string, entry: unknown, client: Client): string | null {
  const spoilt = client.oneBadEntrySpoilsAll ? layoutFault(name, entry, client) : null;
  return spoilt ?? (name === entryName ? ownFault(entry, client) : null);
}

/** Of OpenCode and Kilo: an entry may say no more than that it is off. */
function layoutFault(name: string, entry: unknown, { label }: Client): string | null {
  const fields = fieldsOf(entry);
  const isSwitch = typeof fields['enabled'] === 'boolean' && ['type', 'command', 'url'].every((key) => fields[key] === undefined);
  const wrong = isSwitch ? null : wrongIn(fields);
  return wrong === null ? null : `${label} would refuse this whole file, because the server "${name}" ${wrong}: mend it first.`;
}

function wrongIn({ type, command, url, environment }: JsonRecord): string | null {
  if (type === 'remote') return typeof url === 'string' ? null : 'has no url';
  if (type !== 'local') return 'doesn\'t say type "local" or "remote"';
  if (!isTexts(command) || command.length === 0) return 'needs its command as a list of texts';
  return isTexts(Object.values(fieldsOf(environment))) ? null : 'has a variable that is no text';
}

function ownFault(entry: unknown, client: Client): string | null {
  const way = wayOf(entry, client);
  if (way === null) return null;
  if (client.serverName !== undefined && !new RegExp(client.serverName).test(entryName))
    return `${client.label} takes no server called ${entryName}.`;
  const hasSpace = way.kind === 'stdio' && /\s/.test(way.command);
  return client.entry.commandWithoutSpaces && hasSpace
    ? `${client.label} can't start a program whose path holds a space, and Patchbay lies in one: install it where no folder has a space in its name.`
    : null;
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}
