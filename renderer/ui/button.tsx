import { LoaderCircle } from 'lucide-react';
import type { ComponentProps } from 'react';
import { classes } from './classes.ts';

type Tone = 'primary' | 'plain' | 'quiet' | 'danger';

interface ButtonProps extends ComponentProps<'button'> {
  readonly tone?: Tone;
  /** Shows that it is at work and ignores clicks; the width stays. */
  readonly busy?: boolean;
}

const tones: Record<Tone, string> = {
  primary: 'border-transparent bg-accent text-on-accent hover:bg-accent-strong',
  plain: 'border-line bg-surface text-ink shadow-card hover:bg-hover',
  quiet: 'border-transparent bg-transparent text-ink-soft hover:bg-hover hover:text-ink',
  danger: 'border-transparent bg-bad text-on-accent hover:bg-bad-strong',
};

const shape =
  'relative inline-flex h-8 shrink-0 items-center justify-center gap-1.5 rounded-lg border px-3 text-sm font-medium whitespace-nowrap transition-colors disabled:pointer-events-none disabled:opacity-50';

export function Button({ tone = 'plain', busy = false, className, children, onClick, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      aria-busy={busy || undefined}
      className={classes(shape, tones[tone], className)}
      onClick={busy ? undefined : onClick}
    >
      <span className={classes('contents', busy && '*:invisible')}>{busy ? <span>{children}</span> : children}</span>
      {busy ? <LoaderCircle aria-hidden className="absolute size-4 animate-spin" /> : null}
    </button>
  );
}

/** The look of a button for links that act like one. */
export function buttonClass(tone: Tone = 'plain'): string {
  return classes(shape, tones[tone]);
}
