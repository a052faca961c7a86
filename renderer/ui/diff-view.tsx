import { useMemo, useRef } from 'react';
import { classes } from './classes.ts';
import { type DiffLine, diffLines } from './diff-lines.ts';
import { countOf } from './format.ts';
import { ScrollRegion } from './scroll-region.tsx';
import { UntrustedText } from './untrusted-text.tsx';
import { useRows } from './use-rows.ts';

const lineHeight = 20;

interface LineLook {
  readonly sign: string;
  /** Read out before the line. */
  readonly word: string | null;
  readonly colour: string;
}

const looks: Record<DiffLine['kind'], LineLook> = {
  added: { sign: '+', word: 'added', colour: 'bg-ok-soft text-ok' },
  removed: { sign: '−', word: 'taken out', colour: 'bg-bad-soft text-bad' },
  same: { sign: '', word: null, colour: 'text-ink-soft' },
  gap: { sign: '', word: null, colour: 'text-ink-faint' },
  note: { sign: '', word: null, colour: 'text-ink-faint italic' },
};

/** A change of a file, line by line, of any size: what comes in green, what goes in red, and each with its sign. */
export function DiffView({ label, diff }: { readonly label: string; readonly diff: string }) {
  const lines = useMemo(() => diffLines(diff), [diff]);
  const scroller = useRef<HTMLElement>(null);
  const rows = useRows({ count: lines.length, scroller, estimate: lineHeight });
  if (lines.length === 0)
    return <p className="rounded-lg border border-line bg-sunken px-3 py-2 text-sm text-ink-soft">Nothing changes.</p>;
  return (
    <ScrollRegion
      label={`${label}: ${summaryOf(lines)}`}
      ref={scroller}
      className="max-h-72 rounded-lg border border-line bg-sunken py-1.5"
    >
      <div style={{ height: rows.getTotalSize() }} className="relative">
        {rows.getVirtualItems().map(({ key, index, start }) => (
          <div
            key={key}
            ref={rows.measureElement}
            data-index={index}
            style={{ transform: `translateY(${start}px)` }}
            className="absolute inset-x-0 top-0"
          >
            <Line line={lines[index]} />
          </div>
        ))}
      </div>
    </ScrollRegion>
  );
}

function Line({ line }: { readonly line: DiffLine | undefined }) {
  if (line === undefined) return null;
  const { sign, word, colour } = looks[line.kind];
  return (
    <p className={classes('flex min-h-5 px-2 font-mono text-xs/5', colour)}>
      <span aria-hidden className="w-5 shrink-0 text-center font-semibold select-none">
        {sign}
      </span>
      {word === null ? null : <span className="sr-only">{word}: </span>}
      <span className="min-w-0 flex-1 wrap-anywhere whitespace-pre-wrap select-text">
        <UntrustedText text={line.text} />
      </span>
    </p>
  );
}

function summaryOf(lines: readonly DiffLine[]): string {
  const count = (kind: DiffLine['kind']) => lines.filter((line) => line.kind === kind).length;
  return `${countOf(count('added'), 'line')} added, ${countOf(count('removed'), 'line')} taken out`;
}
