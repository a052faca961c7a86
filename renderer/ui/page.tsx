import { type ReactNode, useEffect } from 'react';

interface PageProps {
  readonly title: string;
  readonly subtitle?: ReactNode;
  readonly actions?: ReactNode;
  /** `scroll`: the page scrolls as a whole. `fill`: it fills the window and one of its parts scrolls, as long as that part has room. */
  readonly layout: 'scroll' | 'fill';
  readonly children: ReactNode;
}

const bodies = { scroll: 'overflow-y-auto pb-8', fill: '-mt-1 flex flex-col overflow-y-auto pt-1 pb-6' } as const;

/** Of a page that scrolls as a whole: stays at the lower edge of the window. The offset is the page's own padding. */
export const stickyFooter = 'sticky -bottom-8 z-10 -mx-2 flex items-center border-t border-line bg-canvas px-2 py-4';

export function Page({ title, subtitle, actions, layout, children }: PageProps) {
  useEffect(() => {
    document.title = `${title} – Patchbay`;
  }, [title]);
  return (
    <main className="flex min-h-0 flex-1 flex-col">
      <header className="mx-auto flex w-full max-w-272 items-center gap-4 px-8 pt-6 pb-4 max-md:px-4">
        <div className="min-w-0 flex-1">
          <h1 className="truncate text-xl font-semibold tracking-tight">{title}</h1>
          {subtitle === undefined ? null : <div className="text-sm text-ink-soft">{subtitle}</div>}
        </div>
        <div className="flex items-center gap-2">{actions}</div>
      </header>
      <div className={`min-h-0 flex-1 ${bodies[layout]}`}>
        <div className={`mx-auto w-full max-w-272 px-8 max-md:px-4 ${layout === 'fill' ? 'flex min-h-0 flex-1 flex-col' : ''}`}>
          {children}
        </div>
      </div>
    </main>
  );
}

/** A white sheet with a heading. */
export function Card({ title, actions, children }: { readonly title: string; readonly actions?: ReactNode; readonly children: ReactNode }) {
  return (
    <section aria-label={title} className="flex min-w-0 flex-col rounded-xl border border-line bg-surface shadow-card">
      <header className="flex min-h-12 items-center gap-2 border-b border-line py-2 pr-3 pl-5">
        <h2 className="flex-1 text-sm font-semibold">{title}</h2>
        {actions}
      </header>
      {children}
    </section>
  );
}
