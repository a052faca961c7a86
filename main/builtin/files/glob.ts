/**
 * Whether a relative path fits a pattern: `*` and `?` within a name, `**` for any number of folders. A pattern without `/` is for the name
 * alone. Case doesn't matter. Takes time in proportion to pattern × path, whatever the pattern.
 */
export function fitsGlob(pattern: string, path: string): boolean {
  const wanted = pattern.toLowerCase().split('/');
  const names = path.toLowerCase().split('/');
  return wanted.length === 1 ? fitsName(pattern.toLowerCase(), names.at(-1) ?? '') : fitsAll(wanted, names, '**', fitsName);
}

function fitsName(pattern: string, name: string): boolean {
  return fitsAll(Array.from(pattern), Array.from(name), '*', fitsCharacter);
}

function fitsCharacter(pattern: string, character: string): boolean {
  return pattern === '?' || pattern === character;
}

/** One row per part of the pattern: which beginnings of the parts of the path it can have taken. */
function fitsAll(
  patterns: readonly string[],
  parts: readonly string[],
  wildcard: string,
  fits: (pattern: string, part: string) => boolean,
): boolean {
  let reached = [true, ...parts.map(() => false)];
  for (const pattern of patterns) {
    const before = reached;
    const next = [pattern === wildcard && before[0] === true];
    for (const [index, part] of parts.entries()) {
      const taken =
        pattern === wildcard ? before[index + 1] === true || next[index] === true : before[index] === true && fits(pattern, part);
      next.push(taken);
    }
    reached = next;
  }
  return reached.at(-1) === true;
}
