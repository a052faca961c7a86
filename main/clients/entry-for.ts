import type { Client } from './known/client.ts';

/** How the shim is started. */
export interface Launch {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** Where apps that take a URL come in. */
export interface Address {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** The key under which every app's file names Patchbay (clients.md §2). */
export const entryName = 'patchbay';

/** Patchbay's entry as this client wants it written. */
export function entryFor({ entry }: Pick<Client, 'entry'>, launch: Launch): Readonly<Record<string, unknown>> {
  const said = entry.shellExpands ? quoted(launch) : launch;
  const inCommand = entry.args === 'in-command';
  return {
    ...(entry.named && { name: entryName }),
    ...entry.fixed,
    [entry.command]: inCommand ? [said.command, ...said.args] : said.command,
    ...(!inCommand && { args: [...said.args] }),
    [entry.env]: { ...said.env },
  };
}

/** An entry that leads to an address. Null: this client takes none. */
export function remoteEntryFor({ entry }: Pick<Client, 'entry'>, { url, headers }: Address): Readonly<Record<string, unknown>> | null {
  const { remote } = entry;
  if (remote === null) return null;
  return {
    ...(entry.named && { name: entryName }),
    ...remote.fixed,
    [remote.url]: url,
    [remote.headers]: remote.headers === 'requestOptions' ? { headers: { ...headers } } : { ...headers },
  };
}

/** Crush reads every value as a here-document, which takes `$`, backquotes and backslashes for its own. */
function quoted({ command, args, env }: Launch): Launch {
  const quote = (text: string): string => text.replaceAll(/[\\$`]/g, '\\$&');
  return {
    command: quote(command),
    args: args.map(quote),
    env: Object.fromEntries(Object.entries(env).map(([name, value]) => [name, quote(value)])),
  };
}
