import { ChevronRight } from 'lucide-react';
import type { ReactNode } from 'react';

interface DisclosureProps {
  readonly title: ReactNode;
  /** Undefined: the person opens and closes it. */
  readonly open?: boolean | undefined;
  readonly children: ReactNode;
}

/** Something that is folded away until the person wants it. */
export function Disclosure({ title, open, children }: DisclosureProps) {
  return (
    <details open={open} className="group">
      <summary className="flex min-h-12 list-none items-center gap-2 rounded-xl px-5 text-sm font-semibold select-none -outline-offset-2 hover:bg-hover/50 [&::-webkit-details-marker]:hidden">
        <ChevronRight aria-hidden className="size-4 text-ink-soft transition-transform group-open:rotate-90" />
        {title}
      </summary>
      {children}
    </details>
  );
}
