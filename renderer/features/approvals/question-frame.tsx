import type { ReactNode } from 'react';

interface QuestionFrameProps {
  /** A card on a page, or the whole small window. */
  readonly layout: 'card' | 'window';
  readonly title: ReactNode;
  readonly countdown: ReactNode;
  readonly children: ReactNode;
  /** The answers: they stay in sight while the question scrolls. */
  readonly answers: ReactNode;
}

/** One question in full. */
export function QuestionFrame({ layout, title, countdown, children, answers }: QuestionFrameProps) {
  if (layout === 'window') {
    return (
      <>
        <header className="space-y-1 border-b border-line px-4 pt-3.5 pb-3">
          <h2 className="text-lg/6 font-semibold wrap-anywhere">{title}</h2>
          {countdown}
        </header>
        <div className="min-h-40 flex-1 space-y-4 overflow-y-auto px-4 py-3">{children}</div>
        <footer className="border-t border-line bg-raised px-4 pt-3 pb-2">{answers}</footer>
      </>
    );
  }
  return (
    <article
      aria-label="Question"
      className="flex max-h-[max(100%,26rem)] max-w-180 min-w-0 flex-1 flex-col self-start max-[54rem]:flex-none max-[54rem]:self-stretch rounded-xl border border-line bg-surface shadow-card"
    >
      <header className="flex flex-wrap items-start gap-x-4 border-b border-line px-5 py-4">
        <h2 className="min-w-0 flex-1 basis-72 text-lg font-semibold wrap-anywhere">{title}</h2>
        <div className="pt-0.5">{countdown}</div>
      </header>
      <div className="min-h-0 flex-1 overflow-y-auto px-5 py-4">{children}</div>
      <footer className="border-t border-line px-5 pt-4 pb-3">{answers}</footer>
    </article>
  );
}
