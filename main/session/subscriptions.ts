import { NamedError } from '../../contract/errors.ts';
import type { JsonObject } from '../wire/frame.ts';
import type { ServerUri } from '../catalog/server-uri.ts';
import type { ServersSide } from './surroundings.ts';

/** Of one session or stream. */
const mostSubscriptions = 1000;

/** The resources that one session, or one of its streams, wants to hear of. */
export class Subscriptions {
  readonly #holder: string;
  readonly #servers: ServersSide;
  /** How the app spells an address → what it stands for. */
  readonly #held = new Map<string, ServerUri>();
  #ended = false;

  constructor(holder: string, servers: ServersSide) {
    this.#holder = holder;
    this.#servers = servers;
  }

  /** @throws NamedError `rate_limited`, or what the server says. */
  async add(shown: string, resource: ServerUri): Promise<JsonObject> {
    if (this.#held.size >= mostSubscriptions && !this.#held.has(shown))
      throw new NamedError(
        'rate_limited',
        `This app is subscribed to ${mostSubscriptions} resources already: unsubscribe from some first.`,
      );
    const before = this.#held.get(shown);
    // Before the answer: the server may tell of a change in the same breath.
    this.#held.set(shown, resource);
    try {
      return await this.#servers.subscribe(this.#holder, resource.server, resource.uri);
    } catch (error) {
      if (before === undefined) this.#held.delete(shown);
      throw error;
    } finally {
      if (this.#ended) this.#servers.endSubscriptions(this.#holder);
    }
  }

  /** `find` is asked where nothing is held under this address: what was held may lie outside the profile by now. */
  async remove(shown: string, find: () => ServerUri): Promise<JsonObject> {
    const resource = this.#held.get(shown) ?? find();
    this.#held.delete(shown);
    return this.#servers.unsubscribe(this.#holder, resource.server, resource.uri);
  }

  /** Whether this address, as the server spells it, was subscribed to; a server may also name a part of what was. */
  has(server: string, uri: string): boolean {
    return [...this.#held.values()].some((held) => held.server === server && isWithin(uri, held.uri));
  }

  end(): void {
    this.#ended = true;
    if (this.#held.size > 0) this.#servers.endSubscriptions(this.#holder);
    this.#held.clear();
  }
}

/** "This could be a sub-resource of the one that the client actually subscribed to" (schema, ResourceUpdatedNotification). */
function isWithin(uri: string, subscribed: string): boolean {
  return uri === subscribed || (uri.startsWith(subscribed) && /[/?#]/.test(subscribed.slice(-1) + uri.charAt(subscribed.length)));
}
