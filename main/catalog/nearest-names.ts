import { editDistance } from '../lib/edit-distance.ts';

const longestName = 128;

/** The names most like the one given, nearest first: compared whole and without the server, and none that has less than half in common. */
export function nearestNames(name: string, names: readonly string[], count: number): string[] {
  const wanted = comparable(name);
  return names
    .map((candidate) => ({ candidate, difference: differenceOf(wanted, comparable(candidate)) }))
    .filter(({ difference }) => difference <= 0.5)
    .toSorted((a, b) => a.difference - b.difference || (a.candidate < b.candidate ? -1 : 1))
    .slice(0, count)
    .map(({ candidate }) => candidate);
}

/** 0: the same; 1: nothing in common. */
function differenceOf(wanted: string, candidate: string): number {
  const bare = candidate.slice(candidate.indexOf('.') + 1);
  return Math.min(share(wanted, candidate), share(wanted, bare), share(wanted.slice(wanted.indexOf('.') + 1), bare) + 0.05);
}

function share(a: string, b: string): number {
  const longest = Math.max(a.length, b.length, 1);
  return editDistance(a, b, Math.ceil(longest / 2)) / longest;
}

/** Where `.`, `-` and `_` and capitals differ, people mean the same name. */
function comparable(name: string): string {
  return name
    .slice(0, longestName)
    .toLowerCase()
    .replace(/[-_\s/]+/g, '_');
}
