import { readFile } from 'node:fs/promises';
import { type Client, createClient } from '../../contract/client.ts';
import { NamedError } from '../../contract/errors.ts';
import { readEndpoint } from '../lib/endpoint.ts';
import { type Caller, dial, parseKey } from '../lib/handshake.ts';
import { type Home, keyFile } from '../lib/home.ts';
import type { Channel } from '../wire/channel.ts';
import { StreamChannel } from '../wire/stream-channel.ts';
import { ChannelTransport } from './channel-transport.ts';

/** The owner's side of a running Patchbay: the same contract that the window speaks. */
export interface OwnerConnection extends AsyncDisposable {
  readonly client: Client;
}

/** Throws `not_running` where no Patchbay runs for this home. */
export async function connectOwner(home: Home): Promise<OwnerConnection> {
  const transport = new ChannelTransport(await openChannel(home, { service: 'api', app: 'owner' }));
  return { client: createClient(transport), [Symbol.asyncDispose]: () => transport[Symbol.asyncDispose]() };
}

/** The key lies in the home: whoever can read it is the person, or may act for them. */
export async function openChannel(home: Home, caller: Caller): Promise<Channel> {
  const key = await readKey(home, caller.app);
  if (key === null) throw notRunning(home);
  const socketPath = (await readEndpoint(home))?.socket ?? home.socket;
  const socket = await dial(socketPath, caller, key).catch((error: unknown) => {
    throw error instanceof NamedError && error.code === 'not_running' ? notRunning(home, error) : error;
  });
  return new StreamChannel(socket, socket);
}

async function readKey(home: Home, app: string): Promise<Buffer | null> {
  const text = await readFile(keyFile(home, app), 'utf8').catch(() => null);
  return text === null ? null : parseKey(text);
}

function notRunning(home: Home, cause?: unknown): NamedError {
  return new NamedError('not_running', `Patchbay is not running for ${home.folder}: start it with "patchbay start".`, {}, { cause });
}
