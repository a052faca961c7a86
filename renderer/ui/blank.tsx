import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';

interface BlankProps {
  readonly icon: LucideIcon;
  readonly title: string;
  readonly children: ReactNode;
  readonly action?: ReactNode;
}

/** What stands where nothing is yet: what this place is for and what to do next. */
export function Blank({ icon: Icon, title, children, action }: BlankProps) {
  return (
    <div className="flex flex-col items-center px-6 py-10 text-center">
      <span className="flex size-11 items-center justify-center rounded-xl bg-hover text-ink-soft">
        <Icon aria-hidden className="size-5" />
      </span>
      <p className="mt-3.5 text-base font-medium">{title}</p>
      <p className="mt-1 max-w-96 text-sm text-ink-soft">{children}</p>
      {action === undefined ? null : <div className="mt-4">{action}</div>}
    </div>
  );
}
