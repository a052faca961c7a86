import { type Client, readClients } from './client.ts';
import { copyPasteApps } from './copy-paste-apps.ts';
import { desktopApps } from './desktop-apps.ts';
import { editors } from './editors.ts';
import { ownLayoutApps } from './own-layout-apps.ts';
import { retiredApps } from './retired-apps.ts';
import { terminalApps } from './terminal-apps.ts';

/** Every app that Patchbay knows. One more is one more descriptor in one of these lists. */
export const knownClients: readonly Client[] = readClients([
  ...desktopApps,
  ...editors,
  ...terminalApps,
  ...ownLayoutApps,
  ...copyPasteApps,
  ...retiredApps,
]);

export function clientById(id: string): Client | null {
  return knownClients.find((client) => client.id === id) ?? null;
}
