import type { Shell } from 'electron';
import { NamedError } from '../../contract/errors.ts';
import { webAddress } from '../lib/web-address.ts';

/**
 * Opens a web page in the person's browser, through the system and never through a command line. The core has checked the address; what
 * leaves Patchbay is checked here again, whoever asks.
 */
export function opensInBrowser(shell: Pick<Shell, 'openExternal'>): (address: string) => Promise<void> {
  return async (address) => {
    const checked = webAddress(address);
    if (checked === null) throw new NamedError('forbidden', 'Patchbay opens only pages on the web (https). Nothing was opened.');
    try {
      await shell.openExternal(checked.href);
    } catch (error) {
      throw new NamedError('internal', 'No browser could be opened. Copy the address into one yourself.', {}, { cause: error });
    }
  };
}
