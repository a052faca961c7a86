import type { Status } from '../../contract/models.ts';
import type { Home } from '../lib/home.ts';
import type { Log } from '../lib/log.ts';

/** Where the programs lie that Patchbay and the apps start. */
export interface Programs {
  /** The built programs: `shim/main.js`, `guardian/main.js`, `token-counter/main.js`, and `directory/servers.json`. */
  readonly folder: string;
  /** A Node 24 or newer. */
  readonly node: string;
  /** How a shim starts this Patchbay again. */
  readonly start: { readonly command: string; readonly args: readonly string[] };
  /** The shim as one file to start, where there is one; else `node` runs `shim/main.js`. */
  readonly shim?: string;
}

export interface ComposeOptions {
  readonly home: Home;
  readonly mode: Status['mode'];
  readonly version: string;
  readonly programs: Programs;
  /** The shell's own, which learns here what must not be written. */
  readonly log: Log;
  /** Address of the headless window, without its token. */
  readonly url?: string;
  /** Opens a web address in the person's browser, where there is a desktop. It gets what `webAddress` let through, and checks it again. */
  readonly openInBrowser?: (address: string) => Promise<void>;
}
