import { type AnnouncedKind, type ListKind, lists, type Offer, type OfferKind } from '../catalog/offer.ts';
import { appPagesOf, rewriteDefinition, rewriteTexts, rewriteUris } from '../catalog/rewrite-uris.ts';
import { defaultNameLength, type NamedThing, qualifiedName, shownNames } from '../catalog/shown-names.ts';
import type { CatalogTool } from '../catalog/tool.ts';
import { type AdvertisedUris, UriMap } from '../catalog/uri-map.ts';
import type { ServerHello } from '../upstreams/server-hello.ts';
import type { JsonObject } from '../wire/frame.ts';
import { spelledAs } from '../wire/json-text.ts';
import type { OfferView } from './app-view.ts';

export interface ShownOffersParts {
  /** Those that the app sees, in order. */
  readonly servers: readonly string[];
  readonly offers: (kind: OfferKind, servers: readonly string[]) => readonly Offer[];
  /** Every tool of these servers that the person didn't hide. */
  readonly tools: readonly CatalogTool[];
  /** As each last said it; null: it never ran. */
  readonly helloOf: (server: string) => ServerHello | null;
  /** What a server says beside a list of its own. */
  readonly extrasOf: (server: string, kind: ListKind) => JsonObject;
  /** As config.yaml says; undefined: it says nothing. */
  readonly prefix: (server: string) => string | undefined;
}

/** What an app sees besides tools, and the URIs of everything that it sees. */
export function shownOffers(parts: ShownOffersParts): OfferView & { readonly uris: UriMap } {
  const [resources, resourceTemplates] = (['resources', 'resourceTemplates'] as const).map((kind) => parts.offers(kind, parts.servers));
  const uris = uriMapOf(parts, resources ?? [], resourceTemplates ?? []);
  const shown = ({ server, definition }: Offer): JsonObject => rewriteDefinition(definition, (uri) => uris.forApp({ server, uri }));
  const prompts = namedPrompts(parts);
  const byOwnName = new OwnNames([...prompts.values()].map(({ server, key }) => ({ server, name: key })));
  return {
    uris,
    ...extrasBehind(parts),
    capabilitiesOf: (server) => parts.helloOf(server)?.capabilities ?? null,
    prompts: [...prompts].map(([name, { definition }]) => withName(definition, name)),
    resources: (resources ?? []).map(shown),
    resourceTemplates: (resourceTemplates ?? []).map(shown),
    promptNamed: (name) => {
      const prompt = prompts.get(name);
      return prompt === undefined ? byOwnName.find(name) : { server: prompt.server, name: prompt.key };
    },
    resourceAt: (uri, seen) => {
      const server = seen?.serverOf(uri) ?? onlyServerOf(parts, 'resources');
      // What a session once saw outlives the profile that let it.
      return uris.at(uri) ?? (server !== undefined && parts.servers.includes(server) ? { server, uri } : null);
    },
    templateAt: (uriTemplate) => uris.at(uriTemplate),
    forApp: (server, value, seen) => rewriteUris(value, (uri) => uris.forApp({ server, uri }, seen)),
    forServer: (server, value) => rewriteUris(value, (uri) => uris.forServer(server, uri)),
    argumentsForServer: (server, given, seen) => rewriteTexts(given, (text) => uris.inText(server, text, seen)),
  };
}

function extrasBehind(parts: ShownOffersParts): Pick<OfferView, 'extras' | 'listExtras'> {
  const only = onlyOne(parts.servers);
  return {
    extras: () => (only === undefined ? null : parts.helloOf(only)?.extras) ?? {},
    listExtras: (kind) => {
      const server = onlyServerOf(parts, lists[kind].announced);
      return server === undefined ? {} : parts.extrasOf(server, kind);
    },
  };
}

/** The one that has such lists at all. */
function onlyServerOf({ servers, helloOf }: ShownOffersParts, kind: AnnouncedKind): string | undefined {
  return onlyOne(servers.filter((server) => helloOf(server)?.capabilities[kind] !== undefined));
}

/** A definition under another name; the very same where it has that name already. */
export function withName<Definition extends JsonObject>(definition: Definition, name: string): Definition {
  return definition['name'] === name ? definition : spelledAs({ ...definition, name }, definition);
}

/** Things by the names that their servers gave them, where only one has the name: pages of MCP Apps know no others. */
export class OwnNames<Thing extends Pick<NamedThing, 'name'>> {
  readonly #things: ReadonlyMap<string, Thing | undefined>;

  constructor(things: Iterable<Thing>) {
    const groups = Map.groupBy(things, ({ name }) => name);
    this.#things = new Map([...groups].map(([name, members]) => [name, onlyOne(members)]));
  }

  find(name: string): Thing | undefined {
    return this.#things.get(name);
  }
}

function namedPrompts({ servers, offers, prefix }: ShownOffersParts): ReadonlyMap<string, Offer> {
  const prompts = offers('prompts', servers).map((prompt) => ({ ...prompt, name: prompt.key, prefix: prefix(prompt.server) }));
  const names = shownNames(prompts, { maxLength: defaultNameLength, reserved: [] });
  return new Map(prompts.map((prompt) => [names.get(qualifiedName(prompt)) ?? prompt.name, prompt]));
}

/** The pages of MCP Apps count as advertised, too: servers need not list them. */
function uriMapOf({ servers, tools }: ShownOffersParts, resources: readonly Offer[], templates: readonly Offer[]): UriMap {
  const pages = tools.flatMap(({ server, definition }) => appPagesOf(definition).map((key) => ({ server, key })));
  const uris = Map.groupBy([...resources, ...pages], ({ server }) => server);
  const templatesOf = Map.groupBy(templates, ({ server }) => server);
  const keys = (offers: readonly Pick<Offer, 'key'>[] = []): string[] => offers.map(({ key }) => key);
  return new UriMap(
    servers.map((server): AdvertisedUris => ({ server, uris: keys(uris.get(server)), templates: keys(templatesOf.get(server)) })),
  );
}

function onlyOne<Value>(values: readonly Value[]): Value | undefined {
  return values.length === 1 ? values[0] : undefined;
}
