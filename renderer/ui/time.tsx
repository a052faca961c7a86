import { formatAgo, formatTime } from './format.ts';
import { useNow } from './use-now.ts';

const slowTickMs = 20_000;

/** A moment in local time; the exact one is in its title. */
export function Time({ at }: { readonly at: string }) {
  return (
    <time dateTime={at} title={at} className="tabular-nums">
      {formatTime(at)}
    </time>
  );
}

/** How long ago a moment was; the exact one is in its title. */
export function TimeAgo({ at }: { readonly at: string }) {
  const now = useNow(slowTickMs);
  return (
    <time dateTime={at} title={at}>
      {formatAgo(at, now)}
    </time>
  );
}
