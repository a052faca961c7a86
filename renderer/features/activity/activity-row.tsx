import { flexRender, type ReactTable, type Row } from '@tanstack/react-table';
import { ChevronRight } from 'lucide-react';
import type { KeyboardEvent } from 'react';
import { classes } from '../../ui/classes.ts';
import { visibleString } from '../../ui/visible-text.ts';
import { columnClass, columns, columnTracks, type features } from './columns.tsx';
import type { Happening } from './fold-calls.ts';
import { HappeningDetails } from './happening-details.tsx';
import { subjectOf } from './words.ts';

export type HappeningTable = ReactTable<typeof features, Happening>;

interface ActivityRowProps {
  readonly row: Row<typeof features, Happening>;
  /** From 0, without the header. */
  readonly index: number;
  readonly isOpen: boolean;
  readonly onToggle: (id: string) => void;
  readonly onKey: (event: KeyboardEvent, from: number) => void;
}

const headerRows = 1;

export function ActivityRow({ row, index, isOpen, onToggle, onKey }: ActivityRowProps) {
  return (
    <>
      <tr
        aria-rowindex={index + headerRows + 1}
        className={classes(columnTracks, 'relative h-13 pr-4 pl-2 text-sm hover:bg-hover/60', isOpen && 'bg-hover/60')}
      >
        <Opener row={row} index={index} isOpen={isOpen} onToggle={onToggle} onKey={onKey} />
        {row.getAllCells().map((cell) => (
          <td key={cell.id} className={columnClass(cell.column.id)}>
            {flexRender(cell.column.columnDef.cell, cell.getContext())}
          </td>
        ))}
      </tr>
      {isOpen ? (
        <tr className="block">
          <td colSpan={columns.length + 1} className="block">
            <HappeningDetails happening={row.original} />
          </td>
        </tr>
      ) : null}
    </>
  );
}

/** The arrow; its reach is the whole row. */
function Opener({ row, index, isOpen, onToggle, onKey }: ActivityRowProps) {
  return (
    <td>
      <button
        type="button"
        aria-expanded={isOpen}
        aria-label={`Details of ${visibleString(subjectOf(row.original.newest))}`}
        onClick={() => onToggle(row.id)}
        onKeyDown={(event) => onKey(event, index)}
        className="flex size-7 items-center justify-center rounded-md text-ink-faint after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:rounded-md focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-accent"
      >
        <ChevronRight aria-hidden className={classes('size-4 transition-transform', isOpen && 'rotate-90')} />
      </button>
    </td>
  );
}
