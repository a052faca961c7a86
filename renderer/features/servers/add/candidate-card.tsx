import { Link } from '@tanstack/react-router';
import { CircleCheck } from 'lucide-react';
import { useId } from 'react';
import type { ImportCandidate } from '../../../../contract/imports.ts';
import { toName } from '../../../../contract/names.ts';
import { classes } from '../../../ui/classes.ts';
import { inputLook, Labelled } from '../../../ui/labelled.tsx';
import { UntrustedText } from '../../../ui/untrusted-text.tsx';
import { CommandBox, FoundSecrets, Warnings } from './candidate-facts.tsx';
import type { Choice, ChoiceFaults } from './choices.ts';
import { QuestionField } from './question-field.tsx';

export interface CandidateCardProps {
  readonly candidate: ImportCandidate;
  readonly choice: Choice;
  /** Null: nothing is wrong, or nobody has tried yet. */
  readonly faults: ChoiceFaults | null;
  readonly onChange: (part: Partial<Choice>) => void;
  /** Nothing to choose from: it has no check mark. */
  readonly alone: boolean;
  /** Its name in Patchbay, once it was added. */
  readonly addedAs: string | null;
}

/** One server that could be added: what it is, exactly what would run, what it needs, and what it would be called. */
export function CandidateCard(props: CandidateCardProps) {
  const { candidate, choice, alone, addedAs } = props;
  const open = choice.chosen && addedAs === null;
  return (
    <article
      aria-label={candidate.title}
      className="space-y-3 rounded-xl border border-line bg-surface px-5 py-4 shadow-card [contain-intrinsic-size:auto_12rem] [content-visibility:auto]"
    >
      <Heading {...props} />
      <CommandBox candidate={candidate} choice={choice} />
      {addedAs === null ? <Remarks candidate={candidate} alone={alone} /> : null}
      {open ? <Answers {...props} /> : null}
    </article>
  );
}

function Heading({ candidate, choice, onChange, alone, addedAs }: CandidateCardProps) {
  const box = useId();
  return (
    <div className="flex items-start gap-3">
      {alone ? null : (
        <input
          id={box}
          type="checkbox"
          checked={choice.chosen && addedAs === null}
          disabled={addedAs !== null}
          onChange={(event) => onChange({ chosen: event.target.checked })}
          className="mt-1 size-4 shrink-0 accent-accent"
        />
      )}
      <div className="min-w-0 flex-1">
        <label htmlFor={alone ? undefined : box} className="text-base font-medium wrap-anywhere">
          <UntrustedText text={candidate.title} />
        </label>
        {candidate.summary === '' ? null : (
          <p className="text-sm text-ink-soft wrap-anywhere">
            <UntrustedText text={candidate.summary} />
          </p>
        )}
      </div>
      {addedAs === null ? null : <AddedAs name={addedAs} />}
    </div>
  );
}

function AddedAs({ name }: { readonly name: string }) {
  return (
    <span className="flex shrink-0 items-center gap-1.5 text-sm text-ok">
      <CircleCheck aria-hidden className="size-4" /> Added as{' '}
      <Link to="/servers/$name" params={{ name }} className="font-medium underline underline-offset-2">
        {name}
      </Link>
    </span>
  );
}

function Remarks({ candidate, alone }: { readonly candidate: ImportCandidate; readonly alone: boolean }) {
  const { duplicateOf, sameAs, signsIn, secrets, warnings } = candidate;
  return (
    <>
      {duplicateOf === null ? null : (
        <p className="text-xs text-ink-soft">
          Patchbay has this server already, as <strong className="font-mono font-medium text-ink">{duplicateOf}</strong>.
          {alone ? ' Adding it makes a second one.' : ' It needs nothing more.'}
        </p>
      )}
      {sameAs === null || duplicateOf !== null ? null : <p className="text-xs text-ink-soft">The same server stands further up.</p>}
      {signsIn ? <p className="text-xs text-ink-soft">You sign in with the browser, once for all apps, after it was added.</p> : null}
      <FoundSecrets secrets={secrets} />
      <Warnings warnings={warnings} />
    </>
  );
}

function Answers({ candidate: { questions }, choice, faults, onChange, alone }: CandidateCardProps) {
  const { answers } = choice;
  return (
    <div className="grid grid-cols-2 items-start gap-x-5 gap-y-4 border-t border-line pt-3.5 max-md:grid-cols-1">
      <NameField alone={alone} choice={choice} fault={faults?.name ?? null} onChange={(name) => onChange({ name })} />
      {questions.map((question) => (
        <QuestionField
          key={question.key}
          question={question}
          value={answers[question.key] ?? ''}
          fault={faults?.answers.get(question.key) ?? null}
          onChange={(answer) => onChange({ answers: { ...answers, [question.key]: answer } })}
        />
      ))}
    </div>
  );
}

interface NameFieldProps {
  /** Among several, what a name is for need not be said each time. */
  readonly alone: boolean;
  readonly choice: Choice;
  readonly fault: string | null;
  readonly onChange: (name: string) => void;
}

function NameField({ alone, choice, fault, onChange }: NameFieldProps) {
  const name = toName(choice.name);
  const changed = name !== '' && name !== choice.name;
  const hint = changed ? (
    <>
      It will be called <strong className="font-mono font-medium text-ink">{name}</strong>.
    </>
  ) : alone ? (
    'Your apps and the log show its tools under this name.'
  ) : null;
  return (
    <Labelled label="Name in Patchbay" required={false} hint={hint} fault={fault}>
      {(control) => (
        <input
          {...control}
          autoComplete="off"
          spellCheck={false}
          value={choice.name}
          onChange={(event) => onChange(event.target.value)}
          className={classes(inputLook, 'h-9 w-full')}
        />
      )}
    </Labelled>
  );
}
