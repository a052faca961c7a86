import { CircleCheck, CircleSlash, type LucideIcon, MessageCircleOff } from 'lucide-react';
import type { ElicitationAction, Question } from '../../../contract/elicitations.ts';
import type { ApprovalAnswer } from '../../../contract/models.ts';
import { useApi } from '../../api/context.tsx';
import { Blank } from '../../ui/blank.tsx';
import { Button } from '../../ui/button.tsx';
import { QuestionTitle } from './question.tsx';

interface Ending {
  readonly icon: LucideIcon;
  readonly title: string;
  readonly sentence: string;
}

const elsewhere: Ending = {
  icon: MessageCircleOff,
  title: 'This question is no longer open',
  sentence: 'It was answered somewhere else, the app took it back, or its time was up. Activity shows which.',
};

const here: Record<ApprovalAnswer | ElicitationAction, Ending> = {
  deny: { icon: CircleSlash, title: 'You denied it', sentence: 'The server saw nothing of it.' },
  once: { icon: CircleCheck, title: 'You allowed it once', sentence: 'The next time it asks again.' },
  session: { icon: CircleCheck, title: 'You allowed it for this session', sentence: 'It asks again when the app connects anew.' },
  always: { icon: CircleCheck, title: 'You always allow it', sentence: 'The same app may do the same again without asking.' },
  accept: { icon: CircleCheck, title: 'You answered', sentence: 'The server has your answer.' },
  decline: { icon: CircleSlash, title: 'You declined', sentence: 'The server knows that you don’t want to answer, and nothing else.' },
  cancel: { icon: CircleSlash, title: 'You put it off', sentence: 'The server knows that you gave no answer, and nothing else.' },
};

interface EndedQuestionProps {
  readonly question: Question | null;
  /** Given in this window, else null. */
  readonly answer: ApprovalAnswer | ElicitationAction | null;
}

/** What stands in the small window when there is nothing left to decide. */
export function EndedQuestion({ question, answer }: EndedQuestionProps) {
  const { shell } = useApi().connection;
  const ending = answer === null ? elsewhere : here[answer];
  return (
    <output className="flex flex-1 flex-col items-center justify-center">
      {/* Only Electron lets a page close its window. */}
      <Blank
        icon={ending.icon}
        title={ending.title}
        action={shell === 'desktop' ? <Button onClick={() => window.close()}>Close</Button> : undefined}
      >
        {ending.sentence}
      </Blank>
      {question === null ? null : (
        <p className="max-w-96 px-6 text-center text-xs text-ink-faint wrap-anywhere">
          The question was: <QuestionTitle question={question} />
        </p>
      )}
    </output>
  );
}
