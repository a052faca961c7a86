import { flexRender, useTable } from '@tanstack/react-table';
import { type KeyboardEvent, type RefObject, useEffect, useState } from 'react';
import { type Rows, useRows } from '../../ui/use-rows.ts';
import { ActivityRow, type HappeningTable } from './activity-row.tsx';
import { columnClass, columns, columnTracks, features } from './columns.tsx';
import type { Happening } from './fold-calls.ts';
import { rowToFocus } from './row-focus.ts';

interface ActivityTableProps {
  readonly happenings: readonly Happening[];
  /** Records under these filters in the whole log, as far as known. */
  readonly total: number;
  readonly scroller: RefObject<HTMLDivElement | null>;
  readonly onTopChange: (atTop: boolean) => void;
  /** Called when the end of what is loaded comes near. */
  readonly onNearEnd: () => void;
}

const headerHeight = 36;
const rowHeight = 53;
const topPixels = 8;
const nearEndRows = 60;

/** A log of any length: only the rows in sight are in the page. Arrow keys move from row to row, Enter opens one. */
export function ActivityTable({ happenings, total, scroller, onTopChange, onNearEnd }: ActivityTableProps) {
  const table = useTable({ features, columns, data: happenings, getRowId: ({ newest }) => String(newest.sequence) });
  const { rows: all } = table.getRowModel();
  const { isOpen, toggle } = useOpenRows();
  const rows = useRows({
    count: all.length,
    scroller,
    estimate: rowHeight,
    above: headerHeight,
    keyOf: (index) => all[index]?.id ?? String(index),
  });
  useNearEnd(rows, all.length, onNearEnd);
  const moveFocus = moveFocusIn(rows, all.length);
  return (
    <div
      ref={scroller}
      onScroll={(event) => onTopChange(event.currentTarget.scrollTop < topPixels)}
      className="min-h-0 flex-1 overflow-y-auto"
    >
      <table aria-label="Activity" aria-rowcount={total + 1} style={{ height: rows.getTotalSize() }} className="relative block">
        <Header table={table} />
        {rows.getVirtualItems().map(({ index, start }) => {
          const row = all[index];
          if (row === undefined) return null;
          return (
            <tbody
              key={row.id}
              ref={rows.measureElement}
              data-index={index}
              style={{ transform: `translateY(${start}px)` }}
              className="absolute inset-x-0 top-0 block border-b border-line"
            >
              <ActivityRow row={row} index={index} isOpen={isOpen(row.id)} onToggle={toggle} onKey={moveFocus} />
            </tbody>
          );
        })}
      </table>
    </div>
  );
}

function Header({ table }: { readonly table: HappeningTable }) {
  return (
    <thead className="sticky top-0 z-10 block border-b border-line bg-sunken">
      {table.getHeaderGroups().map((group) => (
        <tr key={group.id} aria-rowindex={1} className={`${columnTracks} h-8.75 pr-4 pl-2 text-left text-xs text-ink-soft`}>
          <th scope="col">
            <span className="sr-only">Details</span>
          </th>
          {group.headers.map((header) => (
            <th key={header.id} scope="col" className={`${columnClass(header.column.id)} font-medium`}>
              {flexRender(header.column.columnDef.header, header.getContext())}
            </th>
          ))}
        </tr>
      ))}
    </thead>
  );
}

function useNearEnd(rows: Rows, count: number, onNearEnd: () => void): void {
  const lastShown = rows.getVirtualItems().at(-1)?.index ?? 0;
  useEffect(() => {
    if (lastShown >= count - nearEndRows) onNearEnd();
  }, [lastShown, count, onNearEnd]);
}

/** Moves the focus by the keys that a list has, and scrolls to where it goes. */
function moveFocusIn(rows: Rows, count: number) {
  return (event: KeyboardEvent, from: number) => {
    const target = rowToFocus(event.key, from, count);
    if (target === null) return;
    event.preventDefault();
    rows.scrollToIndex(target);
    focusRow(rows.scrollElement, target);
  };
}

/** A row that wasn't drawn yet is there after the frame in which the list has scrolled to it. */
function focusRow(scroller: HTMLElement | null, index: number): void {
  const find = () => scroller?.querySelector<HTMLElement>(`[data-index="${index}"] button`);
  const row = find();
  if (row) row.focus({ preventScroll: true });
  else requestAnimationFrame(() => find()?.focus({ preventScroll: true }));
}

/** Which rows show their details, by row id: it survives that a row moves down or leaves the window of rows that are drawn. */
function useOpenRows() {
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const toggle = (id: string) => setOpen((before) => new Set(before.has(id) ? [...before].filter((each) => each !== id) : [...before, id]));
  return { isOpen: (id: string) => open.has(id), toggle };
}
