import { getRouteApi } from '@tanstack/react-router';
import { ShieldCheck } from 'lucide-react';
import type { Approval } from '../../../contract/models.ts';
import { useApprovals } from '../../api/live.ts';
import { Blank } from '../../ui/blank.tsx';
import { countOf } from '../../ui/format.ts';
import { Page } from '../../ui/page.tsx';
import { Unready } from '../../ui/unready.tsx';
import { QuestionCard } from './question-card.tsx';
import { WaitingList } from './waiting-list.tsx';

const route = getRouteApi('/pages/approvals');

export function ApprovalsPage() {
  const query = useApprovals();
  const approvals = query.data;
  return (
    <Page title="Approvals" subtitle={approvals === undefined ? 'Questions that wait for you' : subtitle(approvals.length)} layout="fill">
      {approvals === undefined ? (
        <Sheet>{<Unready query={query} what="The questions" lines={3} />}</Sheet>
      ) : approvals.length === 0 ? (
        <Sheet>
          <Blank icon={ShieldCheck} title="Nothing waits for you">
            When an app wants to change something, the question comes up here and in a small window of its own. No answer in time is a no.
          </Blank>
        </Sheet>
      ) : (
        <Waiting approvals={approvals} />
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

/** One question at a time: what is being decided never shares the sheet with another. */
function Waiting({ approvals }: { readonly approvals: readonly Approval[] }) {
  const { id } = route.useSearch();
  const chosen = approvals.find((approval) => approval.id === id) ?? approvals[0];
  if (chosen === undefined) return null;
  return (
    <div className="flex min-h-0 flex-1 gap-5 max-lg:flex-col">
      {approvals.length === 1 ? null : <WaitingList approvals={approvals} chosen={chosen.id} />}
      <QuestionCard key={chosen.id} approval={chosen} />
    </div>
  );
}
