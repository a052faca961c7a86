import { type Elicitation, isElicitation, type Question } from '../../../contract/elicitations.ts';
import type { Approval } from '../../../contract/models.ts';
import { ApprovalQuestion } from './approval-question.tsx';
import { ElicitationQuestion } from './elicitation-question.tsx';
import { useAnswer } from './use-answer.ts';
import { useDecide } from './use-decide.ts';

/** One question on the page of all. */
export function QuestionCard({ question }: { readonly question: Question }) {
  return isElicitation(question) ? <ElicitationCard elicitation={question} /> : <ApprovalCard approval={question} />;
}

function ApprovalCard({ approval }: { readonly approval: Approval }) {
  return <ApprovalQuestion layout="card" approval={approval} decide={useDecide(approval)} />;
}

function ElicitationCard({ elicitation }: { readonly elicitation: Elicitation }) {
  return <ElicitationQuestion layout="card" elicitation={elicitation} answering={useAnswer(elicitation)} />;
}
