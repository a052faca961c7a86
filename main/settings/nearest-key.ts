import { editDistance } from '../lib/edit-distance.ts';

const mostCompared = 500;

/** The name that was probably meant, or null: at most a third of it may differ. */
export function nearestKey(given: string, known: readonly string[]): string | null {
  const limit = Math.max(1, Math.floor(given.length / 3));
  const ranked = known
    .slice(0, mostCompared)
    .map((name) => ({ name, distance: editDistance(given.toLowerCase(), name.toLowerCase(), limit) }))
    .filter(({ distance }) => distance <= limit)
    .sort((a, b) => a.distance - b.distance);
  return ranked[0]?.name ?? null;
}
