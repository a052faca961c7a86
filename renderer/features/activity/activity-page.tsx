import { getRouteApi } from '@tanstack/react-router';
import { ArrowUp, ListTree, SearchX } from 'lucide-react';
import { useCallback, useMemo, useRef, useState } from 'react';
import { Blank } from '../../ui/blank.tsx';
import { Button } from '../../ui/button.tsx';
import { countOf } from '../../ui/format.ts';
import { Page } from '../../ui/page.tsx';
import { Unready } from '../../ui/unready.tsx';
import { ActivityTable } from './activity-table.tsx';
import { FilterBar } from './filter-bar.tsx';
import { type Filters, isNarrowed } from './filters.ts';
import { foldCalls } from './fold-calls.ts';
import { useActivity, useNewer } from './use-activity.ts';
import { useVerifyLog, VerificationResult, VerifyButton } from './verify-log.tsx';

const route = getRouteApi('/pages/activity');

export function ActivityPage() {
  const filters = route.useSearch();
  const navigate = route.useNavigate();
  const verification = useVerifyLog();
  const change = useCallback((next: Filters) => void navigate({ search: next, replace: true }), [navigate]);
  return (
    <Page
      title="Activity"
      subtitle="What apps did through Patchbay, what was refused, and what you decided."
      actions={<VerifyButton verification={verification} />}
      layout="fill"
    >
      <VerificationResult verification={verification} />
      <FilterBar filters={filters} onChange={change} />
      <Log key={JSON.stringify(filters)} filters={filters} onClear={() => change({})} />
    </Page>
  );
}

function Log({ filters, onClear }: { readonly filters: Filters; readonly onClear: () => void }) {
  const query = useActivity(filters);
  const { data, fetchNextPage, hasNextPage, isFetchingNextPage } = query;
  const scroller = useRef<HTMLDivElement>(null);
  const [atTop, setAtTop] = useState(true);
  const { isBehind } = useNewer(filters, atTop);
  const happenings = useMemo(() => foldCalls(data?.pages.flatMap((page) => page.records) ?? []), [data]);
  const loadMore = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);
  const total = data?.pages[0]?.total ?? 0;
  return (
    <div className="relative flex min-h-0 flex-1 flex-col overflow-hidden rounded-xl border border-line bg-surface shadow-card">
      {data === undefined ? (
        <Unready query={query} what="The log" lines={6} />
      ) : happenings.length === 0 ? (
        <Nothing filters={filters} onClear={onClear} />
      ) : (
        <>
          <ActivityTable happenings={happenings} total={total} scroller={scroller} onTopChange={setAtTop} onNearEnd={loadMore} />
          <footer className="flex h-8 items-center border-t border-line px-4 text-xs text-ink-faint tabular-nums">
            {countOf(total, 'entry', 'entries')}
            {isNarrowed(filters) ? ' that match' : ' in the log'}
          </footer>
        </>
      )}
      {isBehind && !atTop ? <ToTop onClick={() => scroller.current?.scrollTo({ top: 0 })} /> : null}
    </div>
  );
}

function ToTop({ onClick }: { readonly onClick: () => void }) {
  return (
    <output className="absolute top-12 left-1/2 z-10 -translate-x-1/2">
      <Button tone="primary" onClick={onClick} className="rounded-full shadow-popup">
        <ArrowUp aria-hidden className="size-4" />
        New activity
      </Button>
    </output>
  );
}

function Nothing({ filters, onClear }: { readonly filters: Filters; readonly onClear: () => void }) {
  if (isNarrowed(filters)) {
    return (
      <Blank icon={SearchX} title="Nothing in the log matches" action={<Button onClick={onClear}>Clear search and filters</Button>}>
        Try fewer or shorter words, or another app, server or result.
      </Blank>
    );
  }
  return (
    <Blank icon={ListTree} title="Nothing has happened yet">
      Every call of a tool, every question and every change of the settings gets a line here, the moment it happens. Connect an app to
      begin.
    </Blank>
  );
}
