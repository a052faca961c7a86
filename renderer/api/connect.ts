import { BridgeTransport } from './bridge-transport.ts';
import type { Connection } from './connection.ts';
import { HttpTransport } from './http-transport.ts';
import { takeToken } from './token.ts';

/** The preload's transport where there is one, else HTTP to the address that this page came from. */
export function connect(): Connection {
  const bridge = window.patchbay;
  if (bridge !== undefined) return new BridgeTransport(bridge);
  return new HttpTransport({ token: takeToken(window), fetch: window.fetch.bind(window) });
}
