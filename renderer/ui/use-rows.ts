import { useVirtualizer, type Virtualizer } from '@tanstack/react-virtual';
import type { RefObject } from 'react';

export type Rows = Virtualizer<HTMLElement, HTMLElement>;

interface RowsOptions {
  readonly count: number;
  readonly scroller: RefObject<HTMLElement | null>;
  /** A guess of a row's height in pixels; real heights are measured. */
  readonly estimate: number;
  /** Pixels at the top of the scroller that something else takes, such as a sticky header. */
  readonly above?: number;
  readonly keyOf?: (index: number) => string;
}

/** Which rows of a list of any length have to be in the page, and where: those in sight and a few around them. */
export function useRows({ count, scroller, estimate, above = 0, keyOf }: RowsOptions): Rows {
  return useVirtualizer<HTMLElement, HTMLElement>({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => estimate,
    paddingStart: above,
    scrollPaddingStart: above,
    overscan: 10,
    ...(keyOf === undefined ? {} : { getItemKey: keyOf }),
  });
}
