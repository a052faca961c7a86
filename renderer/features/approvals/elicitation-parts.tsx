import type { ReactNode } from 'react';
import type { Elicitation } from '../../../contract/elicitations.ts';
import { useLinkState } from '../../api/context.tsx';
import { useAppNames } from '../../api/live.ts';
import { Button } from '../../ui/button.tsx';
import { LongText } from '../../ui/long-text.tsx';
import { UntrustedText } from '../../ui/untrusted-text.tsx';
import { Fact } from './question.tsx';
import { useArmed } from './use-armed.ts';
import type { Answering } from './use-answer.ts';
import { waitingLook } from './waiting-look.ts';

/** Who asks for whom, and the server's own words about why. */
export function ElicitationFacts({ elicitation: { app, server, message } }: { readonly elicitation: Elicitation }) {
  const nameOf = useAppNames();
  return (
    <>
      <dl className="flex flex-wrap gap-x-6 gap-y-1.5 text-sm">
        <Fact term="Server" text={server} />
        <Fact term="Asked for" text={app === null ? 'an app, but it didn’t say which' : nameOf(app)} />
      </dl>
      {message === '' ? null : (
        <section aria-label="What the server says">
          <h3 className="mb-1.5 text-xs font-semibold text-ink-soft">
            What <UntrustedText text={server} /> says <span className="font-normal text-ink-faint">(its own words, not checked)</span>
          </h3>
          <blockquote className="border-l-2 border-line pl-3">
            <LongText label="What the server says" text={message} />
          </blockquote>
        </section>
      )}
    </>
  );
}

interface ElicitationAnswersProps {
  readonly elicitation: Elicitation;
  readonly answering: Answering;
  /** The ways to say yes. They get whether a click counts by now. */
  readonly yes: (ready: boolean) => ReactNode;
  readonly note: ReactNode;
}

/** Yes, no, and not now. Nothing is answered in the first half second; a no is one click. */
export function ElicitationAnswers({ elicitation, answering: { given, answer }, yes, note }: ElicitationAnswersProps) {
  const armed = useArmed(elicitation.id);
  const lost = useLinkState() === 'lost';
  const ready = armed && !lost && given === null;
  const refuse = (action: 'decline' | 'cancel', label: string, tone: 'plain' | 'quiet') => (
    <Button
      tone={tone}
      aria-disabled={!ready}
      busy={given === action}
      className={waitingLook(ready)}
      onClick={() => {
        if (ready) answer(action);
      }}
    >
      {label}
    </Button>
  );
  return (
    <div className="space-y-2">
      <fieldset aria-label="Your answer" className="flex min-w-0 flex-wrap gap-2">
        {yes(ready)}
        {refuse('decline', 'Decline', 'plain')}
        {refuse('cancel', 'Not now', 'quiet')}
      </fieldset>
      <p className="text-xs text-ink-soft">{note}</p>
    </div>
  );
}
