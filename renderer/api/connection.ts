import type { Transport } from '../../contract/client.ts';
import { BridgeTransport } from './bridge-transport.ts';
import { HttpTransport } from './http-transport.ts';
import type { Link } from './link.ts';
import { takeToken } from './token.ts';

/** A transport that knows whether the core is there. */
export interface Connection extends Transport {
  readonly link: Link;
  /** `desktop` inside Electron, where the shell owns the windows; `browser` in a tab. */
  readonly shell: 'desktop' | 'browser';
  /** Tries at once instead of at the next turn of the back-off. */
  retry(): void;
}

/** The preload's transport where there is one, else HTTP to the address that this page came from. */
export function connect(): Connection {
  const bridge = window.patchbay;
  if (bridge !== undefined) return new BridgeTransport(bridge);
  return new HttpTransport({ token: takeToken(window), fetch: window.fetch.bind(window) });
}
