import { CircleAlert, CircleCheck, Info, type LucideIcon, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { classes } from './classes.ts';

export type NoticeTone = 'info' | 'ok' | 'warn' | 'bad';

const looks: Record<NoticeTone, { readonly icon: LucideIcon; readonly box: string; readonly ink: string }> = {
  info: { icon: Info, box: 'border-accent/25 bg-accent-soft', ink: 'text-accent' },
  ok: { icon: CircleCheck, box: 'border-ok/25 bg-ok-soft', ink: 'text-ok' },
  warn: { icon: TriangleAlert, box: 'border-warn/25 bg-warn-soft', ink: 'text-warn' },
  bad: { icon: CircleAlert, box: 'border-bad/25 bg-bad-soft', ink: 'text-bad' },
};

interface NoticeProps {
  readonly tone: NoticeTone;
  readonly title?: ReactNode;
  readonly children?: ReactNode;
  readonly action?: ReactNode;
}

/** A sentence in the page that needs to be seen. Bad news is read out at once, the rest when there is a pause. */
export function Notice({ tone, title, children, action }: NoticeProps) {
  const { icon: Icon, box, ink } = looks[tone];
  return (
    <div role={tone === 'bad' ? 'alert' : 'status'} className={classes('flex items-start gap-3 rounded-xl border px-4 py-3 text-sm', box)}>
      <Icon aria-hidden className={classes('mt-0.5 size-4 shrink-0', ink)} />
      <div className="min-w-0 flex-1 wrap-anywhere">
        {title === undefined ? null : <p className="font-medium">{title}</p>}
        {children === undefined ? null : <div className="text-ink-soft">{children}</div>}
      </div>
      {action}
    </div>
  );
}
