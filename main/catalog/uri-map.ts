import { type ServerUri, splitServer, underServer } from './server-uri.ts';
import type { SeenUris } from './seen-uris.ts';
import { UriTemplate } from './uri-template.ts';

/** What one server says that can be read from it. */
export interface AdvertisedUris {
  readonly server: string;
  readonly uris: readonly string[];
  readonly templates: readonly string[];
}

/** Of one server: each URI that nobody lists is tried with all of them. */
const maxTemplates = 1_000;

/**
 * The URIs of several servers as one app sees them. A URI stays as it is, unless another server may be meant by it; then it is put under its
 * server. Whatever a server advertises therefore leads back to that server, and where nothing collides nothing changes.
 */
export class UriMap {
  readonly #servers: ReadonlySet<string>;
  readonly #listedBy = new Map<string, readonly string[]>();
  readonly #templates: readonly { readonly server: string; readonly template: UriTemplate }[];

  constructor(advertised: readonly AdvertisedUris[]) {
    this.#servers = new Set(advertised.map(({ server }) => server));
    for (const { server, uris, templates } of advertised)
      for (const uri of new Set([...uris, ...templates])) this.#listedBy.set(uri, [...(this.#listedBy.get(uri) ?? []), server]);
    this.#templates = advertised.flatMap(({ server, templates }) =>
      templates.slice(0, maxTemplates).map((template) => ({ server, template: new UriTemplate(template) })),
    );
  }

  /** A server's URI, or URI template, as the app is to see it. `seen` remembers those that no server advertises. */
  forApp({ server, uri }: ServerUri, seen?: SeenUris): string {
    const claimants = this.#claimants(uri);
    const others = claimants.length === 0 && seen !== undefined ? [seen.claim(uri, server)] : claimants;
    const isTaken = others.length > 1 || others.some((other) => other !== server);
    return isTaken || this.#split(uri) !== null ? underServer({ server, uri }) : uri;
  }

  /** What the app means by a URI, or URI template; null: no server advertises it, or more than one does. */
  at(uri: string): ServerUri | null {
    const claimants = this.#claimants(uri);
    const [server] = claimants;
    return this.#split(uri) ?? (server !== undefined && claimants.length === 1 ? { server, uri } : null);
  }

  /** A URI that the app gives to one server: as that server spells it, where it is one of its own. */
  forServer(server: string, uri: string): string {
    const split = this.#split(uri);
    return split?.server === server ? split.uri : uri;
  }

  /** Any text that an app gives to a server: only what it was shown in place of an address of that server becomes this address again. */
  inText(server: string, text: string, seen?: SeenUris): string {
    const own = this.forServer(server, text);
    if (own === text) return text;
    const owner = seen?.serverOf(own) ?? server;
    return owner !== server || this.forApp({ server, uri: own }) === text ? own : text;
  }

  #claimants(uri: string): readonly string[] {
    const listing = this.#listedBy.get(uri);
    if (listing !== undefined) return listing;
    return [...new Set(this.#templates.filter(({ template }) => template.matches(uri)).map(({ server }) => server))];
  }

  #split(uri: string): ServerUri | null {
    const split = splitServer(uri);
    return split !== null && this.#servers.has(split.server) ? split : null;
  }
}
