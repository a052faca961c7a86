import { Field as Base } from '@base-ui/react/field';
import type { ComponentProps, ReactNode } from 'react';
import { classes } from './classes.ts';
import { inputLook } from './labelled.tsx';

interface FieldProps extends ComponentProps<typeof Base.Control> {
  readonly label: string;
  readonly hint?: ReactNode;
  readonly mono?: boolean;
}

/** A labelled line of text; the hint is read with it. */
export function Field({ label, hint, mono = false, ...control }: FieldProps) {
  return (
    <Base.Root className="flex flex-col gap-1.5">
      <Base.Label className="text-sm font-medium">{label}</Base.Label>
      <Base.Control autoComplete="off" spellCheck={false} {...control} className={classes(inputLook, 'h-9', mono && 'font-mono text-sm')} />
      {hint === undefined ? null : <Base.Description className="text-xs text-ink-faint">{hint}</Base.Description>}
    </Base.Root>
  );
}
