import { useEffect, useState } from 'react';

/** The value once it hasn't changed for `pauseMs` milliseconds: what somebody types isn't looked up letter by letter. */
export function useSettled(value: string, pauseMs: number): string {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    if (value === settled) return;
    const timer = setTimeout(() => setSettled(value), pauseMs);
    return () => clearTimeout(timer);
  }, [value, settled, pauseMs]);
  return settled;
}
