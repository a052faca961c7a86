import { fieldsOf, isJsonRecord, type JsonRecord } from '../lib/json-record.ts';
import type { Mistake } from './mistake.ts';

const schemes: ReadonlyMap<string, readonly unknown[]> = new Map([
  ['http:', [undefined, 'http', 'sse']],
  ['https:', [undefined, 'http', 'sse']],
  ['ws:', [undefined, 'websocket']],
  ['wss:', [undefined, 'websocket']],
]);

/** What HTTP and MCP say themselves: a value of the person's would break the conversation. */
const ownHeaders =
  /^(?:host|connection|content-length|content-type|transfer-encoding|upgrade|te|trailer|expect|accept|last-event-id|mcp-.*|sec-websocket-.*)$/i;
const headerName = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;

/** Of `url`, and of what goes with it. */
export function remoteMistakes(path: readonly PropertyKey[], server: JsonRecord): Mistake[] {
  const { url, headers, transport } = server;
  return [
    ...urlMistakes([...path, 'url'], url, transport),
    ...headerMistakes([...path, 'headers'], headers),
    ...authMistakes(path, server),
  ];
}

/** One is somebody by a sign-in, or by a key that is written down. */
function authMistakes(path: readonly PropertyKey[], { url, headers, auth }: JsonRecord): Mistake[] {
  if (auth === undefined) return [];
  const key = Object.keys(fieldsOf(headers)).find((name) => name.toLowerCase() === 'authorization');
  const message = (why: string) => [{ path: [...path, 'auth'], at: 'key' as const, message: `\`auth\` and ${why}: take one out` }];
  if (key !== undefined) return message(`the header \`${key}\` are two keys for one door`);
  if (isJsonRecord(url)) return message('a url from the vault don’t go together');
  const { clientId, clientSecret } = fieldsOf(auth);
  if (clientSecret === undefined || clientId !== undefined) return [];
  return [{ path: [...path, 'auth', 'clientSecret'], at: 'key', message: '`clientSecret` goes with `clientId`: write that down, too' }];
}

/** Of an address that is a secret only its beginning can be looked at before it is used. */
function urlMistakes(path: readonly PropertyKey[], given: unknown, transport: unknown): Mistake[] {
  const url = isJsonRecord(given) ? given['prefix'] : given;
  if (typeof url !== 'string' || url === '') return [];
  const scheme = isJsonRecord(given) ? /^[a-z]+:(?=\/\/)/i.exec(url)?.[0].toLowerCase() : URL.canParse(url) && new URL(url).protocol;
  const transports = schemes.get(scheme || '');
  if (transports === undefined)
    return [{ path, at: 'value', message: 'this url must be a whole address that begins with https://, http://, wss:// or ws://' }];
  if (transports.includes(transport)) return [];
  return [{ path, at: 'value', message: `\`transport: ${String(transport)}\` goes with another kind of address: take it out` }];
}

function headerMistakes(path: readonly PropertyKey[], headers: unknown): Mistake[] {
  return Object.keys(fieldsOf(headers)).flatMap((name): Mistake[] => {
    if (!headerName.test(name)) return [{ path: [...path, name], at: 'key', message: `\`${name}\` can't be the name of a header` }];
    return ownHeaders.test(name)
      ? [{ path: [...path, name], at: 'key', message: `the header \`${name}\` is Patchbay's own: take it out` }]
      : [];
  });
}
