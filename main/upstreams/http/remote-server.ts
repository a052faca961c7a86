import type { Channel } from '../../wire/channel.ts';
import type { HttpLaunch } from '../launch-settings.ts';
import type { LaunchedServer, ServerExit } from '../launched-server.ts';
import type { ServerLog } from '../server-log.ts';
import { FallbackChannel } from './fallback-channel.ts';
import { HttpChannel, type HttpChannelOptions } from './http-channel.ts';
import { Inbox } from './inbox.ts';
import { splitLogin } from './login.ts';
import { noAccess, type RemoteAccess } from './remote-access.ts';
import { SseChannel } from './sse-channel.ts';
import { WebSocketChannel } from './web-socket-channel.ts';

const loopback = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/** What goes with the requests to a remote server at this address, which is without its login. */
export type AccessTo = (server: string, address: URL) => RemoteAccess;

/** A server somewhere on the network. There is no process: it is there as long as its channel is. */
export function openRemoteServer(
  name: string,
  settings: HttpLaunch,
  log: Pick<ServerLog, 'note'>,
  accessTo: AccessTo = () => noAccess,
): LaunchedServer {
  const inbox = new Inbox((sentence) => log.note(sentence));
  log.note(`connecting to ${settings.shownUrl}`);
  if (isReadableByOthers(settings.url)) log.note('warning: what goes there is not encrypted; everybody on the way can read and change it');
  const { url, headers } = settings;
  const access = 'authorization' in splitLogin(url, headers).headers ? noAccess : accessTo(name, splitLogin(url, headers).url);
  const channel = channelOf(settings, { url, headers, inbox, access, otherSide: `the server “${name}”` });
  return { channel, pid: null, exited: inbox.ended.then(exitOf), stop: () => channel.close() };
}

function channelOf({ transport }: HttpLaunch, options: HttpChannelOptions): Channel {
  if (transport === 'http') return new HttpChannel(options);
  if (transport === 'sse') return new SseChannel(options);
  return transport === 'websocket' ? new WebSocketChannel(options) : new FallbackChannel(options);
}

function exitOf(failure: Error | undefined): ServerExit {
  const deed = failure === undefined ? 'closed its connection' : `lost its connection (${failure.message.replace(/\.$/, '')})`;
  return { clean: false, permanent: false, deed, ...(failure !== undefined && { cause: failure }) };
}

function isReadableByOthers(address: string): boolean {
  const { protocol, hostname } = new URL(address);
  return (protocol === 'http:' || protocol === 'ws:') && !loopback.test(hostname);
}
