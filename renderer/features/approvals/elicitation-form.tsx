import { type ReactNode, useEffect, useRef, useState } from 'react';
import type { Elicitation } from '../../../contract/elicitations.ts';
import { Button } from '../../ui/button.tsx';
import { countOf } from '../../ui/format.ts';
import { Notice } from '../../ui/notice.tsx';
import { UntrustedText } from '../../ui/untrusted-text.tsx';
import { ElicitationFieldView } from './elicitation-fields.tsx';
import { ElicitationAnswers, ElicitationFacts } from './elicitation-parts.tsx';
import { contentOf, initialValues } from './filled-form.ts';
import { LostNotice } from './lost-notice.tsx';
import { QuestionFrame } from './question-frame.tsx';
import { QuestionTitle } from './question.tsx';
import type { Answering, Faults } from './use-answer.ts';
import { waitingLook } from './waiting-look.ts';

interface ElicitationFormProps {
  readonly layout: 'card' | 'window';
  readonly form: Extract<Elicitation, { kind: 'form' }>;
  readonly countdown: ReactNode;
  readonly answering: Answering;
}

/** A server's form. Enter in a field sends nothing: the answers go by their own button only. */
export function ElicitationForm({ layout, form, countdown, answering }: ElicitationFormProps) {
  const { fields } = form;
  const [values, setValues] = useState(() => initialValues(fields));
  const box = useFaultFocus(answering.faults);
  const send = () => answering.answer('accept', contentOf(fields, values));
  return (
    <QuestionFrame
      layout={layout}
      title={<QuestionTitle question={form} />}
      countdown={countdown}
      answers={<FormAnswers form={form} answering={answering} onSend={send} />}
    >
      <div ref={box} className="space-y-4">
        {layout === 'window' ? <LostNotice /> : null}
        <ElicitationFacts elicitation={form} />
        <SecretsNotice server={form.server} />
        <FaultsNotice count={answering.faults.size} />
        {fields.map((field, index) => (
          <ElicitationFieldView
            key={field.name}
            field={field}
            value={values[index] ?? null}
            fault={answering.faults.get(field.name) ?? null}
            onChange={(value) => setValues(values.with(index, value))}
          />
        ))}
      </div>
    </QuestionFrame>
  );
}

interface FormAnswersProps {
  readonly form: ElicitationFormProps['form'];
  readonly answering: Answering;
  readonly onSend: () => void;
}

function FormAnswers({ form, answering, onSend }: FormAnswersProps) {
  const yes = (ready: boolean) => (
    <Button
      tone="primary"
      aria-disabled={!ready}
      busy={answering.given === 'accept'}
      className={waitingLook(ready)}
      onClick={() => {
        if (ready) onSend();
      }}
    >
      Send the answers
    </Button>
  );
  const note = (
    <>
      The answers go to <UntrustedText text={form.server} />. “Not now” tells it only that you gave none.
    </>
  );
  return <ElicitationAnswers elicitation={form} answering={answering} yes={yes} note={note} />;
}

function SecretsNotice({ server }: { readonly server: string }) {
  return (
    <Notice tone="warn" title="No passwords, keys or codes here">
      What you enter goes to the server <UntrustedText text={server} />. A server must not ask for secrets like this: decline if it does.
    </Notice>
  );
}

function FaultsNotice({ count }: { readonly count: number }) {
  if (count === 0) return null;
  return <Notice tone="bad" title={`${countOf(count, 'answer needs', 'answers need')} another look. Nothing was sent.`} />;
}

/** Takes the person to the first field that needs another look. */
function useFaultFocus(faults: Faults) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (faults.size > 0) box.current?.querySelector<HTMLElement>('[data-fault] :is(input, textarea, select)')?.focus();
  }, [faults]);
  return box;
}
