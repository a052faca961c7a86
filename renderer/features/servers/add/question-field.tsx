import type { ServerQuestion } from '../../../../contract/imports.ts';
import { classes } from '../../../ui/classes.ts';
import { inputLook, Labelled } from '../../../ui/labelled.tsx';
import { SecretInput } from '../../../ui/secret-input.tsx';
import { UntrustedText } from '../../../ui/untrusted-text.tsx';
import { visibleString } from '../../../ui/visible-text.ts';

interface QuestionFieldProps {
  readonly question: ServerQuestion;
  readonly value: string;
  readonly fault: string | null;
  readonly onChange: (value: string) => void;
}

const line = classes(inputLook, 'h-9 w-full');

/** One thing that a server asks for before it can start. What is secret is typed unseen. */
export function QuestionField({ question, value, fault, onChange }: QuestionFieldProps) {
  const { label, required, secret, choices } = question;
  return (
    <Labelled label={<UntrustedText text={label} />} required={required} hint={hintOf(question)} fault={fault}>
      {(control) =>
        choices.length > 0 ? (
          <select {...control} value={value} onChange={(event) => onChange(event.target.value)} className={line}>
            <option value="">{required ? 'Choose …' : 'No answer'}</option>
            {choices.map((choice) => (
              <option key={choice} value={choice}>
                {visibleString(choice)}
              </option>
            ))}
          </select>
        ) : secret ? (
          <SecretInput control={control} value={value} onChange={onChange} />
        ) : (
          <input
            {...control}
            autoComplete="off"
            spellCheck={false}
            value={value}
            onChange={(event) => onChange(event.target.value)}
            className={line}
          />
        )
      }
    </Labelled>
  );
}

function hintOf({ description, secret }: ServerQuestion) {
  if (description === '' && !secret) return null;
  return (
    <>
      {description === '' ? null : <UntrustedText text={description} />} {secret ? 'It goes into the vault.' : null}
    </>
  );
}
