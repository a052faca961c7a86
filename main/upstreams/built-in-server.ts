import type { Channel } from '../wire/channel.ts';
import type { LaunchedServer, ServerExit } from './launched-server.ts';

/** A server inside Patchbay, seen like any other: its life is that of the channel. */
export function builtInServer(channel: Channel): LaunchedServer {
  const { promise, resolve } = Promise.withResolvers<ServerExit>();
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
