import { getRouteApi } from '@tanstack/react-router';
import { ShieldCheck } from 'lucide-react';
import type { Question } from '../../../contract/elicitations.ts';
import { useQuestions } from '../../api/live.ts';
import { Blank } from '../../ui/blank.tsx';
import { countOf } from '../../ui/format.ts';
import { Page } from '../../ui/page.tsx';
import { Unready } from '../../ui/unready.tsx';
import { QuestionCard } from './question-card.tsx';
import { WaitingList } from './waiting-list.tsx';

const route = getRouteApi('/pages/approvals');

export function ApprovalsPage() {
  const query = useQuestions();
  const questions = query.data;
  return (
    <Page title="Approvals" subtitle={questions === undefined ? 'Questions that wait for you' : subtitle(questions.length)} layout="fill">
      {questions === undefined ? (
        <Sheet>{<Unready query={query} what="The questions" lines={3} />}</Sheet>
      ) : questions.length === 0 ? (
        <Sheet>
          <Blank icon={ShieldCheck} title="Nothing waits for you">
            When an app wants to change something, or a server asks you something, the question comes up here and in a small window of its
            own. No answer in time is a no.
          </Blank>
        </Sheet>
      ) : (
        <Waiting questions={questions} />
      )}
    </Page>
  );
}

function subtitle(waiting: number): string {
  return waiting === 0
    ? 'No question is open'
    : waiting === 1
      ? '1 question waits for you'
      : `${countOf(waiting, 'question')} wait for you, the oldest first`;
}

function Sheet({ children }: { readonly children: React.ReactNode }) {
  return <div className="rounded-xl border border-line bg-surface shadow-card">{children}</div>;
}

/** One question at a time: what is being decided never shares the sheet with another. A window too small for it scrolls as a whole. */
function Waiting({ questions }: { readonly questions: readonly Question[] }) {
  const { id } = route.useSearch();
  const chosen = questions.find((question) => question.id === id) ?? questions[0];
  if (chosen === undefined) return null;
  return (
    <div className="-m-1 flex min-h-0 flex-1 gap-5 overflow-y-auto p-1 max-[54rem]:flex-col">
      {questions.length === 1 ? null : <WaitingList questions={questions} chosen={chosen.id} />}
      <QuestionCard key={chosen.id} question={chosen} />
    </div>
  );
}
