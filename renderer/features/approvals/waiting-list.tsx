import { Link } from '@tanstack/react-router';
import type { Approval } from '../../../contract/models.ts';
import { RiskBadge } from '../../ui/risk-badge.tsx';
import { UntrustedText } from '../../ui/untrusted-text.tsx';
import { VirtualList } from '../../ui/virtual-list.tsx';
import { Countdown } from './countdown.tsx';
import { QuestionTitle } from './question.tsx';

const rowHeight = 92;

interface Choice {
  readonly approval: Approval;
  readonly isChosen: boolean;
}

/** The questions that wait, to choose one. */
export function WaitingList({ approvals, chosen }: { readonly approvals: readonly Approval[]; readonly chosen: string }) {
  return (
    <div className="flex max-h-full w-72 shrink-0 flex-col self-start overflow-hidden rounded-xl border border-line bg-surface shadow-card max-lg:max-h-56 max-lg:w-full">
      <VirtualList
        label="Questions that wait"
        items={approvals.map((approval) => ({ approval, isChosen: approval.id === chosen }))}
        keyOf={({ approval }) => approval.id}
        estimate={rowHeight}
        row={Waiting}
      />
    </div>
  );
}

function Waiting({ item: { approval, isChosen } }: { readonly item: Choice }) {
  return (
    <Link
      to="/approvals"
      search={{ id: approval.id }}
      replace
      aria-current={isChosen ? 'true' : undefined}
      className="block px-4 py-3 -outline-offset-2 hover:bg-hover/60 aria-[current=true]:bg-accent-soft aria-[current=true]:hover:bg-accent-soft"
    >
      <p className="line-clamp-2 text-sm font-medium wrap-anywhere">
        <QuestionTitle approval={approval} />
      </p>
      <div className="mt-1.5 flex items-center gap-2">
        {approval.risk === null ? (
          <span className="text-xs text-ink-soft">
            <UntrustedText text={approval.riskReason} />
          </span>
        ) : (
          <RiskBadge risk={approval.risk} />
        )}
      </div>
      <div className="mt-1.5">
        <Countdown expiresAt={approval.expiresAt} />
      </div>
    </Link>
  );
}
