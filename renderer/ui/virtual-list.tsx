import { type ComponentType, useRef } from 'react';
import { classes } from './classes.ts';
import { ScrollRegion } from './scroll-region.tsx';
import { useRows } from './use-rows.ts';

interface VirtualListProps<Item> {
  readonly label: string;
  readonly items: readonly Item[];
  readonly keyOf: (item: Item) => string;
  /** A guess of a row's height in pixels. */
  readonly estimate: number;
  readonly row: ComponentType<{ readonly item: Item }>;
}

/** A list of any length, of which only the part in sight is in the page. As tall as its rows, or as its parent lets it be. */
export function VirtualList<Item>({ label, items, keyOf, estimate, row: Row }: VirtualListProps<Item>) {
  const scroller = useRef<HTMLElement>(null);
  const rows = useRows({
    count: items.length,
    scroller,
    estimate,
    keyOf: (index) => {
      const item = items[index];
      return item === undefined ? String(index) : keyOf(item);
    },
  });
  return (
    <ScrollRegion label={label} ref={scroller} className="min-h-0">
      {/* A row that is a fraction of a pixel higher than measured must not bring up a scrollbar. */}
      <ul style={{ height: rows.getTotalSize() }} className="relative overflow-hidden">
        {rows.getVirtualItems().map(({ key, index, start }) => {
          const item = items[index];
          if (item === undefined) return null;
          return (
            <li
              key={key}
              ref={rows.measureElement}
              data-index={index}
              aria-setsize={items.length}
              aria-posinset={index + 1}
              style={{ transform: `translateY(${start}px)` }}
              className={classes('absolute inset-x-0 top-0', index < items.length - 1 && 'border-b border-line')}
            >
              <Row item={item} />
            </li>
          );
        })}
      </ul>
    </ScrollRegion>
  );
}
