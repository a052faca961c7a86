import type { PasteText } from '../../contract/models.ts';
import { withEntry } from './edit/entries.ts';
import { type Address, entryFor, entryName, type Launch, remoteEntryFor } from './entry-for.ts';
import type { Client } from './known/client.ts';

type Layout = Pick<Client, 'asForm' | 'format' | 'keyPath' | 'container' | 'tolerance' | 'entry'>;

/** Of an app that Patchbay doesn't know: what most of them read. */
export const usualLayout: Layout = {
  asForm: false,
  format: 'json',
  keyPath: ['mcpServers'],
  container: 'map',
  tolerance: { bom: false, comments: false, trailingCommas: false },
  entry: {
    fixed: {},
    command: 'command',
    args: 'args',
    env: 'env',
    named: false,
    shellExpands: false,
    bareUrl: 'http',
    commandWithoutSpaces: false,
    remote: { fixed: { type: 'http' }, url: 'url', headers: 'headers' },
  },
};

/** The entry as text to paste into the app's own settings. */
export function snippetOf(layout: Layout, launch: Launch): PasteText {
  if (!layout.asForm) return written(layout, entryFor(layout, launch));
  const { command, args, env } = launch;
  const fields = { Name: entryName, Transport: 'Standard Input/Output', Command: command, Arguments: JSON.stringify(args) };
  return form({ ...fields, ...underHead('Environment', env) });
}

/** As `snippetOf`, for an app that takes a URL. Null: this one takes none. */
export function remoteSnippetOf(layout: Layout, address: Address): PasteText | null {
  const entry = remoteEntryFor(layout, address);
  if (entry === null) return null;
  if (!layout.asForm) return written(layout, entry);
  return form({ Name: entryName, Transport: 'HTTP', URL: address.url, ...underHead('HTTP Headers', address.headers) });
}

function written({ format, keyPath, container, tolerance }: Layout, entry: Readonly<Record<string, unknown>>): PasteText {
  const whole = withEntry('', { format, keyPath, container, tolerance }, entryName, entry).trimEnd();
  if (format === 'toml') return { format, whole, inner: null };
  if (format === 'yaml') return { format, whole, inner: whole.split('\n').slice(keyPath.length).join('\n') };
  return { format: 'json', whole, inner: `${JSON.stringify(entryName)}: ${JSON.stringify(entry, null, 2)}` };
}

function form(fields: Readonly<Record<string, string>>): PasteText {
  const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}`);
  return { format: 'form', whole: lines.join('\n'), inner: null };
}

function underHead(head: string, values: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [`${head} ${name}`, value]));
}
