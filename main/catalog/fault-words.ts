import { editDistance } from '../lib/edit-distance.ts';

const mostListed = 20;

/** `string` → "a string"; a list of types → "a string or null". */
export function describeType(type: unknown): string {
  const types: unknown[] = Array.isArray(type) ? type : [type];
  return types.map((one) => withArticle(String(one))).join(' or ');
}

/** What a value is, and, where it can't be a secret, which. */
export function describeValue(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'number' || typeof value === 'boolean') return `the ${typeof value} ${String(value)}`;
  if (typeof value === 'string') return value === '' ? 'an empty string' : 'a string';
  return withArticle(typeof value);
}

/** The one that was probably meant; null when none looks like it. */
export function closestKey(name: string, candidates: readonly string[]): string | null {
  const limit = Math.max(1, Math.floor(name.length / 2));
  const measured = candidates.map((candidate) => ({ candidate, distance: editDistance(plain(name), plain(candidate), limit) }));
  const [best] = measured.filter(({ distance }) => distance <= limit).toSorted((a, b) => a.distance - b.distance);
  return best?.candidate ?? null;
}

export function listed(values: readonly unknown[]): string {
  const shown = values.slice(0, mostListed).map((value) => JSON.stringify(value));
  return `${shown.join(', ')}${values.length > mostListed ? ` and ${values.length - mostListed} more` : ''}`;
}

function plain(name: string): string {
  return name.slice(0, 100).toLowerCase().replace(/[-_]/g, '');
}

function withArticle(type: string): string {
  if (type === 'null') return 'null';
  if (type === 'array') return 'a list';
  return /^[aeiou]/.test(type) ? `an ${type}` : `a ${type}`;
}
