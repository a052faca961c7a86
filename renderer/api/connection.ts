import type { Transport } from '../../contract/client.ts';
import type { Link } from './link.ts';

/** A transport that knows whether the core is there. */
export interface Connection extends Transport {
  readonly link: Link;
  /** `desktop` inside Electron, where the shell owns the windows; `browser` in a tab. */
  readonly shell: 'desktop' | 'browser';
  /** Tries at once instead of at the next turn of the back-off. */
  retry(): void;
}
