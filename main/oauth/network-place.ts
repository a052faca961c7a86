import ipaddr from 'ipaddr.js';

/** Where an address lies, as far as it matters who may send us there. `nowhere`: link-local, multicast, reserved, tunnels: nobody may. */
export type Place = 'public' | 'private' | 'loopback' | 'nowhere';

const places: Readonly<Record<string, Place>> = {
  unicast: 'public',
  loopback: 'loopback',
  private: 'private',
  uniqueLocal: 'private',
  carrierGradeNat: 'private',
};

/** Of an IP address in any spelling; an IPv4 address inside an IPv6 one counts as what it is. */
export function placeOf(address: string): Place {
  const bare = address.replace(/%.*$/, '');
  if (!ipaddr.isValid(bare)) return 'nowhere';
  const parsed = ipaddr.process(bare);
  const range = parsed.range();
  // Only these addresses have been given out (RFC 4291, 2.4).
  if (range === 'unicast' && parsed instanceof ipaddr.IPv6 && (parsed.parts[0] ?? 0) >>> 13 !== 1) return 'nowhere';
  if (range === 'rfc6052' && parsed instanceof ipaddr.IPv6) return placeOf(parsed.toByteArray().slice(-4).join('.'));
  return places[range] ?? 'nowhere';
}

/** Of the host of a `URL`, which has brought every spelling of an IP address into its one form. Null: it is a name, which must be looked up. */
export function placeOfHost(hostname: string): Place | null {
  const bare = hostname.replace(/^\[|\]$|\.$/g, '');
  if (bare === 'localhost' || bare.endsWith('.localhost')) return 'loopback';
  return ipaddr.isValid(bare) ? placeOf(bare) : null;
}
