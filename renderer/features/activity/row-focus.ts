const pageOfRows = 12;

/** The row that a key moves the focus to, from the row that has it; null for every other key. */
export function rowToFocus(key: string, from: number, rowCount: number): number | null {
  const target = targetOf(key, from, rowCount - 1);
  return target === null ? null : Math.min(rowCount - 1, Math.max(0, target));
}

function targetOf(key: string, from: number, last: number): number | null {
  switch (key) {
    case 'ArrowDown':
      return from + 1;
    case 'ArrowUp':
      return from - 1;
    case 'PageDown':
      return from + pageOfRows;
    case 'PageUp':
      return from - pageOfRows;
    case 'Home':
      return 0;
    case 'End':
      return last;
    default:
      return null;
  }
}
