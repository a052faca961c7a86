import { type ReactNode, useId } from 'react';

/** The look of everything that is typed into. */
export const inputLook =
  'rounded-lg border border-field bg-surface px-3 text-base text-ink placeholder:text-ink-faint aria-invalid:border-bad';

/** What ties a control to its label, its hint and its fault. */
export interface ControlProps {
  readonly id: string;
  readonly 'aria-describedby': string | undefined;
  readonly 'aria-invalid': true | undefined;
  readonly 'aria-required': true | undefined;
}

interface LabelledProps {
  readonly label: ReactNode;
  readonly required: boolean;
  readonly hint: ReactNode;
  /** Why the value can't be taken; null: nothing is wrong. */
  readonly fault: string | null;
  readonly children: (control: ControlProps) => ReactNode;
}

/** A control with its label above, hint and fault below. A screen reader reads both with the control. */
export function Labelled({ label, required, hint, fault, children }: LabelledProps) {
  const id = useId();
  const control = {
    id,
    'aria-describedby': describedBy(id, hint, fault),
    'aria-invalid': fault === null ? undefined : true,
    'aria-required': required ? true : undefined,
  } as const;
  return (
    <div data-fault={fault === null ? undefined : true} className="flex flex-col gap-1.5">
      <label htmlFor={id} className="text-sm font-medium wrap-anywhere">
        {label} <RequiredMark required={required} />
      </label>
      {children(control)}
      <Notes id={id} hint={hint} fault={fault} />
    </div>
  );
}

interface OptionGroupProps extends Omit<LabelledProps, 'children'> {
  readonly children: ReactNode;
}

/** The same for several controls that answer one question together. */
export function OptionGroup({ label, required, hint, fault, children }: OptionGroupProps) {
  const id = useId();
  return (
    <fieldset data-fault={fault === null ? undefined : true} aria-describedby={describedBy(id, hint, fault)} className="min-w-0">
      <legend className="mb-1.5 text-sm font-medium wrap-anywhere">
        {label} <RequiredMark required={required} />
      </legend>
      <div className="mb-1.5 flex max-h-56 flex-col gap-1 overflow-y-auto p-0.5">{children}</div>
      <Notes id={id} hint={hint} fault={fault} />
    </fieldset>
  );
}

interface OptionProps {
  readonly kind: 'radio' | 'checkbox';
  /** Radio buttons of one name exclude each other. */
  readonly name: string;
  readonly label: ReactNode;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
}

export function Option({ kind, name, label, checked, onChange }: OptionProps) {
  return (
    <label className="flex items-start gap-2.5 rounded-md px-1 py-0.5 text-base hover:bg-hover">
      <input
        type={kind}
        name={name}
        checked={checked}
        onChange={(event) => onChange(event.target.checked)}
        className="mt-1 size-4 shrink-0 accent-accent"
      />
      <span className="min-w-0 wrap-anywhere">{label}</span>
    </label>
  );
}

function RequiredMark({ required }: { readonly required: boolean }) {
  return required ? <span className="text-xs font-normal text-ink-soft">(required)</span> : null;
}

function Notes({ id, hint, fault }: Pick<LabelledProps, 'hint' | 'fault'> & { readonly id: string }) {
  return (
    <>
      {fault === null ? null : (
        <p id={`${id}-fault`} className="text-xs font-medium text-bad wrap-anywhere">
          {fault}
        </p>
      )}
      {isNothing(hint) ? null : (
        <div id={`${id}-hint`} className="text-xs text-ink-faint wrap-anywhere">
          {hint}
        </div>
      )}
    </>
  );
}

function describedBy(id: string, hint: ReactNode, fault: string | null): string | undefined {
  const ids = [fault === null ? null : `${id}-fault`, isNothing(hint) ? null : `${id}-hint`].filter((each) => each !== null);
  return ids.length === 0 ? undefined : ids.join(' ');
}

function isNothing(hint: ReactNode): boolean {
  return hint === null || hint === undefined;
}
