const count = new Intl.NumberFormat();
const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const dayAndClock = new Intl.DateTimeFormat(undefined, {
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
});
const ago = new Intl.RelativeTimeFormat(undefined, { numeric: 'auto', style: 'short' });

/** 12345 → "12,345" in the person's own way of writing numbers. */
export function formatCount(value: number): string {
  return count.format(value);
}

/** "1 server", "3 servers". */
export function countOf(value: number, one: string, many = `${one}s`): string {
  return `${formatCount(value)} ${value === 1 ? one : many}`;
}

/** 0.4 → "<1 ms", 820 → "820 ms", 12_340 → "12.3 s", 200_000 → "3 min 20 s". */
export function formatDuration(ms: number): string {
  if (ms < 1) return '<1 ms';
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1_000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1_000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** Local time; with the day in front unless it is today. */
export function formatTime(iso: string, now = new Date()): string {
  const at = new Date(iso);
  return at.toDateString() === now.toDateString() ? clock.format(at) : dayAndClock.format(at);
}

/** "3 min. ago"; under a minute "just now". `now` is milliseconds since the epoch. */
export function formatAgo(iso: string, now: number): string {
  const seconds = Math.round((now - Date.parse(iso)) / 1_000);
  if (seconds < 60) return 'just now';
  if (seconds < 3_600) return ago.format(-Math.floor(seconds / 60), 'minute');
  if (seconds < 86_400) return ago.format(-Math.floor(seconds / 3_600), 'hour');
  return ago.format(-Math.floor(seconds / 86_400), 'day');
}

/** Seconds left as "1:05"; never below 0:00. */
export function formatCountdown(seconds: number): string {
  const left = Math.max(0, Math.ceil(seconds));
  return `${Math.floor(left / 60)}:${String(left % 60).padStart(2, '0')}`;
}

/** 812 → "812 bytes", 20_480 → "20 kB", 5_300_000 → "5.3 MB". */
export function formatBytes(bytes: number): string {
  if (bytes < 1_000) return countOf(bytes, 'byte');
  return bytes < 1_000_000 ? `${Math.round(bytes / 1_000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}
