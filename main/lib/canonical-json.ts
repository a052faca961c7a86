/**
 * The one spelling of a JSON value that hashes and fingerprints are taken of (RFC 8785): object keys sorted by UTF-16 code units, no
 * white space. What JSON doesn't know is left out of objects and is `null` elsewhere, as `JSON.stringify` does it.
 */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  return `{${members(value).join(',')}}`;
}

function members(object: object): string[] {
  return Object.entries(object)
    .filter(([, value]) => value !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `${JSON.stringify(key)}:${canonicalJson(value)}`);
}
