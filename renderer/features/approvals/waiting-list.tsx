import { Link } from '@tanstack/react-router';
import { isElicitation, type Question } from '../../../contract/elicitations.ts';
import { countOf } from '../../ui/format.ts';
import { RiskBadge } from '../../ui/risk-badge.tsx';
import { UntrustedText } from '../../ui/untrusted-text.tsx';
import { VirtualList } from '../../ui/virtual-list.tsx';
import { Countdown } from './countdown.tsx';
import { QuestionTitle } from './question.tsx';

const rowHeight = 92;

interface Choice {
  readonly question: Question;
  readonly isChosen: boolean;
}

/** The questions that wait, to choose one. */
export function WaitingList({ questions, chosen }: { readonly questions: readonly Question[]; readonly chosen: string }) {
  return (
    <div className="flex max-h-full w-72 shrink-0 flex-col self-start overflow-hidden rounded-xl border border-line bg-surface shadow-card max-lg:w-52 max-[54rem]:max-h-36 max-[54rem]:w-full">
      <VirtualList
        label="Questions that wait"
        items={questions.map((question) => ({ question, isChosen: question.id === chosen }))}
        keyOf={({ question }) => question.id}
        estimate={rowHeight}
        row={Waiting}
      />
    </div>
  );
}

function Waiting({ item: { question, isChosen } }: { readonly item: Choice }) {
  return (
    <Link
      to="/approvals"
      search={{ id: question.id }}
      replace
      aria-current={isChosen ? 'true' : undefined}
      className="block px-4 py-3 -outline-offset-2 hover:bg-hover/60 aria-[current=true]:bg-accent-soft aria-[current=true]:hover:bg-accent-soft"
    >
      <p className="line-clamp-2 text-sm font-medium wrap-anywhere">
        <QuestionTitle question={question} />
      </p>
      <div className="mt-1.5 flex items-center gap-2">
        <Kind question={question} />
      </div>
      <div className="mt-1.5">
        <Countdown expiresAt={question.expiresAt} ending={isElicitation(question) ? 'Put off' : 'Denied'} />
      </div>
    </Link>
  );
}

/** What is at stake, in a word or two. */
function Kind({ question }: { readonly question: Question }) {
  if (!isElicitation(question) && question.risk !== null) return <RiskBadge risk={question.risk} />;
  return (
    <span className="min-w-0 text-xs text-ink-soft wrap-anywhere">
      <UntrustedText text={reasonOf(question)} />
    </span>
  );
}

function reasonOf(question: Question): string {
  if (question.kind === 'page') return question.host;
  return question.kind === 'form' ? `a form with ${countOf(question.fields.length, 'field')}` : question.riskReason;
}
