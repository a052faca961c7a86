import { getRouteApi } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import type { Approval } from '../../../contract/models.ts';
import { useLinkState } from '../../api/context.tsx';
import { useApprovals } from '../../api/live.ts';
import { Notice } from '../../ui/notice.tsx';
import { Unready } from '../../ui/unready.tsx';
import { Answers } from './answers.tsx';
import { Countdown } from './countdown.tsx';
import { EndedQuestion } from './ended-question.tsx';
import { QuestionBody, QuestionTitle } from './question.tsx';
import { useArmed } from './use-armed.ts';
import { useDecide } from './use-decide.ts';

const route = getRouteApi('/approval/$id');

/** The small window: exactly one question. */
export function ApprovalWindow() {
  const { id } = route.useParams();
  useEffect(() => {
    document.title = 'Patchbay asks';
  }, []);
  return (
    <main className="flex h-full flex-col bg-surface">
      <h1 className="sr-only">Patchbay asks</h1>
      <OneQuestion key={id} id={id} />
    </main>
  );
}

function OneQuestion({ id }: { readonly id: string }) {
  const query = useApprovals();
  const approvals = query.data;
  const current = approvals?.find((approval) => approval.id === id);
  const [seen, setSeen] = useState(current);
  if (current !== undefined && seen === undefined) setSeen(current);
  if (approvals === undefined) {
    return <Unready query={query} what="The question" lines={4} />;
  }
  const approval = current ?? seen;
  return approval === undefined ? (
    <EndedQuestion approval={null} answer={null} />
  ) : (
    <Question approval={approval} isOpen={current !== undefined} />
  );
}

function Question({ approval, isOpen }: { readonly approval: Approval; readonly isOpen: boolean }) {
  const armed = useArmed(approval.id);
  const decide = useDecide(approval);

  if (!isOpen) return <EndedQuestion approval={approval} answer={decide.isTaken ? decide.given : null} />;
  return (
    <>
      <header className="space-y-1 border-b border-line px-4 pt-3.5 pb-3">
        <h2 className="text-lg/6 font-semibold wrap-anywhere">
          <QuestionTitle approval={approval} />
        </h2>
        <Countdown expiresAt={approval.expiresAt} />
      </header>
      <div className="min-h-0 flex-1 space-y-4 overflow-y-auto px-4 py-3">
        <LostNotice />
        <QuestionBody approval={approval} />
      </div>
      <footer className="border-t border-line bg-raised px-4 pt-3 pb-2">
        <Answers approval={approval} armed={armed} pending={decide.given} onAnswer={decide.answer} />
      </footer>
    </>
  );
}

function LostNotice() {
  if (useLinkState() !== 'lost') return null;
  return (
    <Notice tone="bad" title="Patchbay isn’t answering">
      This question can’t be answered until it is back. Nothing goes ahead without your yes.
    </Notice>
  );
}
