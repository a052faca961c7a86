export const durationPattern = /^\d{1,8}(\.\d{1,3})?(ms|s|m|h)$/;

const units: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };

/** A number is seconds; a text says its unit. */
export function durationMilliseconds(duration: number | string): number {
  if (typeof duration === 'number') return Math.round(duration * 1_000);
  return Math.round(Number.parseFloat(duration) * (units[duration.replace(/^[\d.]+/, '')] ?? 1_000));
}
