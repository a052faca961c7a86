import type { Approval } from '../../../contract/models.ts';
import { Answers } from './answers.tsx';
import { Countdown } from './countdown.tsx';
import { LostNotice } from './lost-notice.tsx';
import { QuestionFrame } from './question-frame.tsx';
import { QuestionBody, QuestionTitle } from './question.tsx';
import { useArmed } from './use-armed.ts';
import type { Decide } from './use-decide.ts';

interface ApprovalQuestionProps {
  readonly layout: 'card' | 'window';
  readonly approval: Approval;
  readonly decide: Decide;
}

/** Whether an app may do something. */
export function ApprovalQuestion({ layout, approval, decide }: ApprovalQuestionProps) {
  const armed = useArmed(approval.id);
  return (
    <QuestionFrame
      layout={layout}
      title={<QuestionTitle question={approval} />}
      countdown={<Countdown expiresAt={approval.expiresAt} ending="Denied" />}
      answers={<Answers approval={approval} armed={armed} pending={decide.given} onAnswer={decide.answer} />}
    >
      {layout === 'window' ? <LostNotice /> : null}
      <QuestionBody approval={approval} />
    </QuestionFrame>
  );
}
