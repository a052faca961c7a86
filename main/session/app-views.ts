import { type Exposed, expose } from '../catalog/exposure.ts';
import type { AnnouncedKind, ListKind, Offer, OfferKind } from '../catalog/offer.ts';
import { rewriteDefinition } from '../catalog/rewrite-uris.ts';
import { defaultNameLength, shownNames } from '../catalog/shown-names.ts';
import type { CatalogTool, ToolDefinition } from '../catalog/tool.ts';
import type { UriMap } from '../catalog/uri-map.ts';
import { defaultProfile } from '../settings/resolve-settings.ts';
import type { ProfileSettings, Settings } from '../settings/settings.ts';
import type { ServerHello } from '../upstreams/server-hello.ts';
import type { JsonObject } from '../wire/frame.ts';
import type { AppView } from './app-view.ts';
import { ListDigests } from './list-digests.ts';
import { OwnNames, shownOffers, withName } from './shown-offers.ts';

export interface AppViewsParts {
  readonly settings: () => Settings;
  readonly tools: (servers: readonly string[]) => readonly CatalogTool[];
  readonly offers: (kind: OfferKind, servers: readonly string[]) => readonly Offer[];
  /** What the server last said of itself; null: it was never listed. */
  readonly helloOf: (server: string) => ServerHello | null;
  /** What the server last said beside a list. */
  readonly extrasOf: (server: string, kind: ListKind) => JsonObject;
  readonly facade: { readonly definitions: readonly ToolDefinition[]; readonly tokens: number };
  /** Qualified name → how often it was called lately. Fixed while Patchbay runs, so that what an app is shown stays put. */
  readonly usage: ReadonlyMap<string, number>;
}

/** What each app sees, worked out when somebody asks and kept until the settings or the catalog change. */
export class AppViews {
  readonly #parts: AppViewsParts;
  readonly #views = new Map<string, AppView>();

  constructor(parts: AppViewsParts) {
    this.#parts = parts;
  }

  of(app: string): AppView {
    const known = this.#views.get(app);
    if (known !== undefined) return known;
    const view = this.#build(app);
    this.#views.set(app, view);
    return view;
  }

  /** The settings or the catalog changed. */
  forget(): void {
    this.#views.clear();
  }

  #build(app: string): AppView {
    const settings = this.#parts.settings();
    const profile = settings.profiles.get(settings.apps.get(app)?.profile ?? 'default') ?? defaultProfile;
    const servers = serversOf(profile, settings);
    const tools = this.#parts.tools(servers);
    const hidden = new Set(tools.filter((tool) => isHidden(tool, settings)).map((tool) => tool.qualifiedName));
    const { definitions, tokens } = this.#parts.facade;
    const exposed = expose({ profile, tools, facadeTokens: tokens, facadeCount: definitions.length, rank: this.#parts.usage, hidden });
    const visible = tools.filter((tool) => !hidden.has(tool.qualifiedName));
    const prefix = (server: string) => settings.servers.get(server)?.prefix;
    const { uris, ...offers } = shownOffers({ ...this.#parts, servers, tools: visible, prefix });
    const named = this.#named(visible, exposed, prefix);
    const listed = [...(exposed.facade ? definitions : []), ...inOrder(exposed.shown, named.shown, uris)];
    const { exposure, maxTools, maxTokens } = profile;
    const budget = { exposure, maxTools, maxTokens, toolsShown: listed.length, tokensShown: exposed.tokens };
    // A list with Patchbay's own tools in it is nobody else's.
    const listExtras = (kind: ListKind): JsonObject => (kind === 'tools' && exposed.facade ? {} : offers.listExtras(kind));
    const resources = [...offers.resources, ...offers.resourceTemplates];
    const digests = new ListDigests({ tools: listed, prompts: offers.prompts, resources });
    const digestOf = (kind: AnnouncedKind) => digests.of(kind);
    return { app, servers, definitions: listed, digestOf, ...named, ...offers, listExtras, budget, leftOut: exposed.leftOut };
  }

  /** Names are given to all reachable tools at once, so that a tool keeps its name when others come into view. */
  #named(tools: readonly CatalogTool[], exposed: Exposed, prefix: (server: string) => string | undefined) {
    const ofFacade = exposed.facade ? this.#parts.facade.definitions.map((definition) => definition.name) : [];
    // A bare name may have a dot in it, and the facade tells apps the qualified ones.
    const reserved = [...ofFacade, ...tools.map((tool) => tool.qualifiedName)];
    const things = tools.map((tool) => ({ server: tool.server, name: tool.definition.name, prefix: prefix(tool.server), tool }));
    const names = shownNames(things, { maxLength: defaultNameLength, reserved });
    const reachable = new Map(tools.map((tool) => [names.get(tool.qualifiedName) ?? tool.qualifiedName, tool]));
    const direct = new Set(exposed.shown);
    const shown = new Map([...reachable].filter(([, tool]) => direct.has(tool)));
    const qualified = new Map(tools.map((tool) => [tool.qualifiedName, tool]));
    const own = new OwnNames(things);
    const toolNamed = (name: string) => reachable.get(name) ?? qualified.get(name) ?? own.find(name)?.tool ?? null;
    return { shown, reachable, toolNamed };
  }
}

export function isHidden(tool: CatalogTool, settings: Settings): boolean {
  return settings.servers.get(tool.server)?.tools.get(tool.definition.name)?.hidden === true;
}

function serversOf(profile: ProfileSettings, settings: Settings): string[] {
  return [...settings.servers]
    .filter(([name, server]) => server.mode !== 'disabled' && (profile.servers?.includes(name) ?? true))
    .map(([name]) => name);
}

/** The definitions as their servers spelled them, but for the name, and the URI of an MCP App's page where another server has the same. */
function inOrder(tools: readonly CatalogTool[], shown: ReadonlyMap<string, CatalogTool>, uris: UriMap): ToolDefinition[] {
  const names = new Map([...shown].map(([name, tool]) => [tool, name]));
  return tools.map((tool) => {
    const { server, definition, qualifiedName } = tool;
    return rewriteDefinition(withName(definition, names.get(tool) ?? qualifiedName), (uri) => uris.forApp({ server, uri }));
  });
}
