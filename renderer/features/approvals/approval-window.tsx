import { getRouteApi } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { type Elicitation, isElicitation, type Question } from '../../../contract/elicitations.ts';
import type { Approval } from '../../../contract/models.ts';
import { useQuestions } from '../../api/live.ts';
import { Unready } from '../../ui/unready.tsx';
import { ApprovalQuestion } from './approval-question.tsx';
import { ElicitationQuestion } from './elicitation-question.tsx';
import { EndedQuestion } from './ended-question.tsx';
import { useAnswer } from './use-answer.ts';
import { useDecide } from './use-decide.ts';

const route = getRouteApi('/approval/$id');

/** The small window: exactly one question. */
export function ApprovalWindow() {
  const { id } = route.useParams();
  useEffect(() => {
    document.title = 'Patchbay asks';
  }, []);
  return (
    <main className="flex h-full flex-col overflow-y-auto bg-surface">
      <h1 className="sr-only">Patchbay asks</h1>
      <OneQuestion key={id} id={id} />
    </main>
  );
}

function OneQuestion({ id }: { readonly id: string }) {
  const query = useQuestions();
  const current = query.data?.find((question) => question.id === id);
  const [seen, setSeen] = useState<Question>();
  if (current !== undefined && seen !== current) setSeen(current);
  if (query.data === undefined) return <Unready query={query} what="The question" lines={4} />;
  const question = current ?? seen;
  if (question === undefined) return <EndedQuestion question={null} answer={null} />;
  const isOpen = current !== undefined;
  return isElicitation(question) ? (
    <OneElicitation elicitation={question} isOpen={isOpen} />
  ) : (
    <OneApproval approval={question} isOpen={isOpen} />
  );
}

function OneApproval({ approval, isOpen }: { readonly approval: Approval; readonly isOpen: boolean }) {
  const decide = useDecide(approval);
  if (isOpen) return <ApprovalQuestion layout="window" approval={approval} decide={decide} />;
  return <EndedQuestion question={approval} answer={decide.isTaken ? decide.given : null} />;
}

function OneElicitation({ elicitation, isOpen }: { readonly elicitation: Elicitation; readonly isOpen: boolean }) {
  const answering = useAnswer(elicitation);
  if (isOpen) return <ElicitationQuestion layout="window" elicitation={elicitation} answering={answering} />;
  return <EndedQuestion question={elicitation} answer={answering.isTaken ? answering.given : null} />;
}
