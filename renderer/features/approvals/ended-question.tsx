import { CircleCheck, CircleSlash, type LucideIcon, MessageCircleOff } from 'lucide-react';
import type { Approval, ApprovalAnswer } from '../../../contract/models.ts';
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

const here: Record<ApprovalAnswer, Ending> = {
  deny: { icon: CircleSlash, title: 'You denied it', sentence: 'The server saw nothing of it.' },
  once: { icon: CircleCheck, title: 'You allowed it once', sentence: 'The next time it asks again.' },
  session: { icon: CircleCheck, title: 'You allowed it for this session', sentence: 'It asks again when the app connects anew.' },
  always: { icon: CircleCheck, title: 'You always allow it', sentence: 'The same app may do the same again without asking.' },
};

/** What stands in the small window when there is nothing left to decide. `answer`: given in this window, else null. */
export function EndedQuestion({ approval, answer }: { readonly approval: Approval | null; readonly answer: ApprovalAnswer | null }) {
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
      {approval === null ? null : (
        <p className="max-w-96 px-6 text-center text-xs text-ink-faint wrap-anywhere">
          The question was: <QuestionTitle approval={approval} />
        </p>
      )}
    </output>
  );
}
