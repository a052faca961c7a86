import { useEffect, useRef } from 'react';
import { ScrollRegion } from '../../ui/scroll-region.tsx';
import { UntrustedText } from '../../ui/untrusted-text.tsx';
import { useRows } from '../../ui/use-rows.ts';

const lineHeight = 20;
const nearEnd = 2 * lineHeight;

/** Terminal colours, which mean nothing here. Every other control character is shown. */
const colours = /\p{Cc}\[[\d;]*m/gu;

/** Log lines, oldest first. Stays at the end while the person is there; somebody who scrolled up to read is left alone. */
export function LogLines({ lines }: { readonly lines: readonly string[] }) {
  const scroller = useRef<HTMLElement>(null);
  const atEnd = useRef(true);
  const rows = useRows({ count: lines.length, scroller, estimate: lineHeight });
  useEffect(() => {
    if (atEnd.current) rows.scrollToIndex(lines.length - 1, { align: 'end' });
  }, [lines, rows]);
  const notice = () => {
    const element = scroller.current;
    if (element !== null) atEnd.current = element.scrollHeight - element.scrollTop - element.clientHeight < nearEnd;
  };
  return (
    <ScrollRegion label="Log" ref={scroller} role="log" onScroll={notice} className="min-h-0 flex-1 py-2">
      <div style={{ height: rows.getTotalSize() }} className="relative">
        {rows.getVirtualItems().map(({ key, index, start }) => (
          <p
            key={key}
            ref={rows.measureElement}
            data-index={index}
            style={{ transform: `translateY(${start}px)` }}
            className="absolute inset-x-0 top-0 min-h-5 px-4 font-mono text-xs/5 wrap-anywhere whitespace-pre-wrap text-ink-soft select-text"
          >
            <UntrustedText text={(lines[index] ?? '').replaceAll(colours, '')} />
          </p>
        ))}
      </div>
    </ScrollRegion>
  );
}
