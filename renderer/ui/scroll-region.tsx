import type { ComponentProps } from 'react';
import { classes } from './classes.ts';

interface ScrollRegionProps extends ComponentProps<'section'> {
  readonly label: string;
}

/** A part that scrolls by itself and can be scrolled with the keyboard, which is why it takes the focus. */
export function ScrollRegion({ label, className, ...rest }: ScrollRegionProps) {
  // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls has to be reachable by keyboard (WCAG 2.1.1)
  return <section {...rest} aria-label={label} tabIndex={0} className={classes('overflow-y-auto -outline-offset-2', className)} />;
}
