import { Timer } from 'lucide-react';
import { classes } from '../../ui/classes.ts';
import { formatCountdown } from '../../ui/format.ts';
import { useNow } from '../../ui/use-now.ts';

const tickMs = 250;
const urgentSeconds = 20;

interface CountdownProps {
  readonly expiresAt: string | null;
  /** What no answer counts as. */
  readonly ending: 'Denied' | 'Put off';
}

/** How long the question still waits. No answer is no yes, and it says so. */
export function Countdown({ expiresAt, ending }: CountdownProps) {
  const now = useNow(tickMs);
  if (expiresAt === null) return <p className="text-xs text-ink-faint">Waits until you answer</p>;
  const seconds = (Date.parse(expiresAt) - now) / 1_000;
  return (
    <p
      role="timer"
      title={expiresAt}
      className={classes(
        'flex items-center gap-1.5 text-xs whitespace-nowrap tabular-nums',
        seconds <= urgentSeconds ? 'font-semibold text-bad' : 'text-ink-soft',
      )}
    >
      <Timer aria-hidden className="size-3.5" />
      {seconds <= 0 ? `${ending}: time is up` : `${ending} by itself in ${formatCountdown(seconds)}`}
    </p>
  );
}
