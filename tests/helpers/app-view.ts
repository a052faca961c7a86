import type { AppView } from '../../main/session/app-view.ts';
import { shownOffers } from '../../main/session/shown-offers.ts';

/** What an app without servers sees, but for what is given. */
export function appView(app: string, given: Partial<AppView> = {}): AppView {
  const { uris: _uris, ...offers } = shownOffers({
    servers: [],
    offers: () => [],
    tools: [],
    helloOf: () => null,
    extrasOf: () => ({}),
    prefix: () => undefined,
  });
  const budget = {
    exposure: 'compact',
    maxTools: 40,
    maxTokens: 8000,
    toolsShown: given.definitions?.length ?? 0,
    tokensShown: 0,
  } as const;
  const tools = { definitions: [], shown: new Map(), reachable: new Map(), toolNamed: () => null, leftOut: [] };
  const digestOf = (kind: string) => JSON.stringify(kind === 'tools' ? given.definitions : given);
  return { app, servers: [], ...tools, ...offers, budget, digestOf, ...given };
}
