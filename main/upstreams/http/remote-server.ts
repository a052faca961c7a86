import type { HttpServerSettings } from '../../settings/settings.ts';
import { shownUrl } from '../../settings/shown-url.ts';
import type { LaunchedServer, ServerExit } from '../launched-server.ts';
import type { ServerLog } from '../server-log.ts';
import { HttpChannel } from './http-channel.ts';
import { Inbox } from './inbox.ts';

const loopback = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/** A server somewhere on the network. There is no process: it is there as long as its channel is. */
export function openRemoteServer(name: string, settings: HttpServerSettings, log: Pick<ServerLog, 'note'>): LaunchedServer {
  const { promise, resolve } = Promise.withResolvers<ServerExit>();
  const inbox = new Inbox((sentence) => log.note(sentence));
  const channel = new HttpChannel({ url: settings.url, headers: settings.headers, inbox, otherSide: `the server “${name}”` });
  log.note(`connecting to ${shownUrl(settings.url)}`);
  if (isReadableByOthers(settings.url)) log.note('warning: what goes there is not encrypted; everybody on the way can read and change it');
  return {
    channel,
    pid: null,
    exited: promise,
    stop: async () => {
      await channel.close();
      resolve({ clean: false, permanent: false, deed: 'closed its connection' });
    },
  };
}

function isReadableByOthers(address: string): boolean {
  const { protocol, hostname } = new URL(address);
  return (protocol === 'http:' || protocol === 'ws:') && !loopback.test(hostname);
}
