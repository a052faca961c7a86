import type { Elicitation } from '../../../contract/elicitations.ts';
import { Countdown } from './countdown.tsx';
import { ElicitationForm } from './elicitation-form.tsx';
import { ElicitationPage } from './elicitation-page.tsx';
import type { Answering } from './use-answer.ts';

interface ElicitationQuestionProps {
  readonly layout: 'card' | 'window';
  readonly elicitation: Elicitation;
  readonly answering: Answering;
}

/** What a server asks the person, because the app behind the call can't. */
export function ElicitationQuestion({ layout, elicitation, answering }: ElicitationQuestionProps) {
  const countdown = <Countdown expiresAt={elicitation.expiresAt} ending="Put off" />;
  const frame = { layout, countdown, answering };
  return elicitation.kind === 'form' ? (
    <ElicitationForm {...frame} form={elicitation} />
  ) : (
    <ElicitationPage {...frame} page={elicitation} />
  );
}
