import type { Approval } from '../../../contract/models.ts';
import { Answers } from './answers.tsx';
import { Countdown } from './countdown.tsx';
import { QuestionBody, QuestionTitle } from './question.tsx';
import { useArmed } from './use-armed.ts';
import { useDecide } from './use-decide.ts';

/** One question in full. The answers stay in sight while the question scrolls. */
export function QuestionCard({ approval }: { readonly approval: Approval }) {
  const armed = useArmed(approval.id);
  const decide = useDecide(approval);

  return (
    <article
      aria-label="Question"
      className="flex max-h-full max-w-180 min-h-0 min-w-0 flex-1 flex-col self-start rounded-xl border border-line bg-surface shadow-card"
    >
      <header className="flex items-start gap-4 border-b border-line px-5 py-4">
        <h2 className="min-w-0 flex-1 text-lg font-semibold wrap-anywhere">
          <QuestionTitle approval={approval} />
        </h2>
        <div className="pt-0.5">
          <Countdown expiresAt={approval.expiresAt} />
        </div>
      </header>
      <div className="min-h-0 flex-1 overflow-y-auto px-5 py-4">
        <QuestionBody approval={approval} />
      </div>
      <footer className="border-t border-line px-5 pt-4 pb-3">
        <Answers approval={approval} armed={armed} pending={decide.given} onAnswer={decide.answer} />
      </footer>
    </article>
  );
}
