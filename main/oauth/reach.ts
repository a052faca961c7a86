import { NamedError } from '../../contract/errors.ts';
import { type Place, placeOf, placeOfHost } from './network-place.ts';

/**
 * Which hosts may be asked about signing in at one server (protocol-security-reliability.md §3.1, "SSRF in OAuth discovery"). The public web,
 * by https; this computer, where the server itself is on it; a private network, where the host is the server's own.
 */
export class Reach {
  readonly #server: URL;
  readonly #serverPlace: Place | null;
  /** Where the server's name led when it was first looked up. */
  #namedPlace: Place | null = null;

  constructor(server: URL) {
    this.#server = server;
    this.#serverPlace = placeOfHost(server.hostname);
  }

  /** Before anything is looked up or connected. Throws `forbidden`. */
  check(url: URL): void {
    const place = placeOfHost(url.hostname);
    if (url.username !== '' || url.password !== '') throw forbidden(url.host, 'carries a login');
    if (url.protocol !== 'https:' && !(url.protocol === 'http:' && place === 'loopback'))
      throw forbidden(url.host, 'is not encrypted (https)');
    if (place !== null && !this.#isAllowed(url.hostname, place)) throw forbidden(url.host, insideOf(place));
  }

  /** What a name was looked up as, right before the connection. Throws `forbidden`. */
  checkAddresses(hostname: string, addresses: readonly string[]): void {
    const found = addresses.map(placeOf);
    if (hostname === this.#server.hostname) this.#namedPlace ??= found.every((place) => place === 'private') ? 'private' : 'public';
    const refused = found.find((place) => !this.#isAllowed(hostname, place));
    if (refused !== undefined) throw forbidden(hostname, insideOf(refused));
  }

  #isAllowed(hostname: string, place: Place): boolean {
    if (place === 'public') return true;
    if (place === 'loopback') return this.#serverPlace === 'loopback' && placeOfHost(hostname) === 'loopback';
    if (place === 'nowhere' || hostname !== this.#server.hostname) return false;
    return (this.#serverPlace ?? this.#namedPlace) === 'private';
  }
}

function insideOf(place: Place): string {
  return place === 'loopback' ? 'is on this computer, where the server is not' : 'is inside a private network, where the server is not';
}

function forbidden(host: string, why: string): NamedError {
  return new NamedError('forbidden', `Signing in leads to ${host.slice(0, 100)}, which ${why}. Patchbay does not go there.`);
}
