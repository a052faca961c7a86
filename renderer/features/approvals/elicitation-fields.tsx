import { type ReactNode, useId } from 'react';
import type { ElicitationField } from '../../../contract/elicitations.ts';
import { classes } from '../../ui/classes.ts';
import { type ControlProps, inputLook, Labelled, Option, OptionGroup } from '../../ui/labelled.tsx';
import { UntrustedText } from '../../ui/untrusted-text.tsx';
import { visibleString } from '../../ui/visible-text.ts';
import { type FieldValue, limitsOf } from './filled-form.ts';
import { fromLocalInput, toLocalInput } from './local-time.ts';

interface FieldProps<Field extends ElicitationField = ElicitationField> {
  readonly field: Field;
  readonly value: FieldValue;
  readonly fault: string | null;
  readonly onChange: (value: FieldValue) => void;
}

type Kind<Name extends ElicitationField['kind']> = Extract<ElicitationField, { kind: Name }>;

/** One field of a server's form. Everything in it that the server wrote is text and nothing else. */
export function ElicitationFieldView({ field, ...rest }: FieldProps) {
  switch (field.kind) {
    case 'text':
      return <TextField field={field} {...rest} />;
    case 'number':
      return <NumberField field={field} {...rest} />;
    case 'yes-no':
      return <YesNoField field={field} {...rest} />;
    case 'choice':
      return field.choices.length > mostRadioButtons ? <ListField field={field} {...rest} /> : <ChoiceField field={field} {...rest} />;
    case 'choices':
      return <ChoicesField field={field} {...rest} />;
  }
}

/** More than these are a list to open. */
const mostRadioButtons = 6;
/** Text that may be longer than this, or has lines, gets a box. */
const longLine = 200;

function TextField({ field, value, fault, onChange }: FieldProps<Kind<'text'>>) {
  const text = typeof value === 'string' ? value : '';
  return (
    <Labelled {...labelOf(field)} hint={hintOf(field, noteOf(field, text))} fault={fault}>
      {(control) => <TextControl field={field} control={control} text={text} onChange={onChange} />}
    </Labelled>
  );
}

interface TextControlProps {
  readonly field: Kind<'text'>;
  readonly control: ControlProps;
  readonly text: string;
  readonly onChange: (value: string) => void;
}

function TextControl({ field: { format, maxLength, initial }, control, text, onChange }: TextControlProps) {
  const common = { ...control, autoComplete: 'off', spellCheck: false } as const;
  if (format === 'date-time') {
    return (
      <input
        {...common}
        type="datetime-local"
        step={1}
        value={toLocalInput(text)}
        onChange={(event) => onChange(fromLocalInput(event.target.value))}
        className={line}
      />
    );
  }
  const write = (event: { readonly target: { readonly value: string } }) => onChange(event.target.value);
  if (format === null && (initial.includes('\n') || (maxLength ?? 0) > longLine))
    return <textarea {...common} rows={3} value={text} onChange={write} className={classes(inputLook, 'py-2')} />;
  return (
    <input
      {...common}
      type={format === 'date' ? 'date' : 'text'}
      inputMode={inputModeOf(format)}
      value={text}
      onChange={write}
      className={line}
    />
  );
}

const line = classes(inputLook, 'h-9');

function inputModeOf(format: Kind<'text'>['format']) {
  return format === 'email' ? 'email' : format === 'uri' ? 'url' : 'text';
}

function NumberField({ field, value, fault, onChange }: FieldProps<Kind<'number'>>) {
  return (
    <Labelled {...labelOf(field)} hint={hintOf(field)} fault={fault}>
      {(control) => (
        <input
          {...control}
          // The browser's own number field would round a long number, and take the wheel for an answer.
          inputMode={field.isInteger ? 'numeric' : 'decimal'}
          autoComplete="off"
          value={typeof value === 'string' ? value : ''}
          onChange={(event) => onChange(event.target.value)}
          className={classes(line, 'tabular-nums')}
        />
      )}
    </Labelled>
  );
}

function YesNoField({ field, value, fault, onChange }: FieldProps<Kind<'yes-no'>>) {
  const name = useId();
  return (
    <OptionGroup {...labelOf(field)} hint={hintOf(field)} fault={fault}>
      <Option kind="radio" name={name} label="Yes" checked={value === true} onChange={() => onChange(true)} />
      <Option kind="radio" name={name} label="No" checked={value === false} onChange={() => onChange(false)} />
    </OptionGroup>
  );
}

function ChoiceField({ field, value, fault, onChange }: FieldProps<Kind<'choice'>>) {
  const name = useId();
  return (
    <OptionGroup {...labelOf(field)} hint={hintOf(field)} fault={fault}>
      {field.required ? null : (
        <Option kind="radio" name={name} label="No answer" checked={value === null} onChange={() => onChange(null)} />
      )}
      {field.choices.map((choice, index) => (
        // A form never changes while it is open, and nothing keeps a server from naming a choice twice.
        <Option
          key={index}
          kind="radio"
          name={name}
          label={<UntrustedText text={choice.title} />}
          checked={value === choice.value}
          onChange={() => onChange(choice.value)}
        />
      ))}
    </OptionGroup>
  );
}

function ListField({ field, value, fault, onChange }: FieldProps<Kind<'choice'>>) {
  const chosen = field.choices.findIndex((choice) => choice.value === value);
  return (
    <Labelled {...labelOf(field)} hint={hintOf(field)} fault={fault}>
      {(control) => (
        <select
          {...control}
          value={chosen}
          onChange={(event) => onChange(field.choices[Number(event.target.value)]?.value ?? null)}
          className={classes(line, 'max-w-full')}
        >
          <option value={-1}>{field.required ? 'Choose …' : 'No answer'}</option>
          {field.choices.map((choice, index) => (
            <option key={index} value={index}>
              {visibleString(choice.title)}
            </option>
          ))}
        </select>
      )}
    </Labelled>
  );
}

function ChoicesField({ field, value, fault, onChange }: FieldProps<Kind<'choices'>>) {
  const name = useId();
  const chosen = Array.isArray(value) ? value : [];
  const toggle = (choice: string, on: boolean) => onChange(on ? [...chosen, choice] : chosen.filter((other) => other !== choice));
  return (
    <OptionGroup {...labelOf(field)} hint={hintOf(field)} fault={fault}>
      {field.choices.map((choice, index) => (
        <Option
          key={index}
          kind="checkbox"
          name={name}
          label={<UntrustedText text={choice.title} />}
          checked={chosen.includes(choice.value)}
          onChange={(on) => toggle(choice.value, on)}
        />
      ))}
    </OptionGroup>
  );
}

function labelOf({ title, required }: ElicitationField) {
  return { label: <UntrustedText text={title} />, required };
}

/** What the server says about a field, its limits, and `note`; null where there is nothing to say. */
function hintOf(field: ElicitationField, note: ReactNode = null): ReactNode {
  const limits = limitsOf(field);
  if (field.description === null && limits === null && note === null) return null;
  return (
    <>
      {field.description === null ? null : (
        <p className="whitespace-pre-line">
          <UntrustedText text={field.description} />
        </p>
      )}
      {limits === null ? null : <p className="first-letter:uppercase">{limits}</p>}
      {note}
    </>
  );
}

function noteOf(field: Kind<'text'>, text: string): ReactNode {
  if (field.format === 'date-time') return <p>In your own time zone</p>;
  const shown = visibleString(text);
  if (shown === text) return null;
  // A default can hold what nobody sees, and it would be sent as the person's own words.
  return (
    <p className="text-warn">
      This holds characters that can’t be seen: <span className="font-mono">{shown}</span>
    </p>
  );
}
