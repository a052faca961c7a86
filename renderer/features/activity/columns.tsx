import { createColumnHelper, tableFeatures } from '@tanstack/react-table';
import { AppName } from '../../ui/app-name.tsx';
import { formatDuration } from '../../ui/format.ts';
import { RiskBadge } from '../../ui/risk-badge.tsx';
import { Time } from '../../ui/time.tsx';
import { UntrustedText } from '../../ui/untrusted-text.tsx';
import type { Happening } from './fold-calls.ts';
import { StatusLabel } from './status-label.tsx';
import { subjectOf } from './words.ts';

export const features = tableFeatures({});

const helper = createColumnHelper<typeof features, Happening>();

/** In the order of `columnTracks`. */
export const columns = helper.columns([
  helper.display({ id: 'time', header: 'Time', cell: ({ row }) => <Time at={row.original.newest.at} /> }),
  helper.display({ id: 'what', header: 'What', cell: ({ row }) => <What happening={row.original} /> }),
  helper.display({ id: 'app', header: 'App', cell: ({ row }) => <App id={row.original.newest.app} /> }),
  helper.display({ id: 'risk', header: 'Risk', cell: ({ row }) => <Risk happening={row.original} /> }),
  helper.display({ id: 'status', header: 'Result', cell: ({ row }) => <Result happening={row.original} /> }),
  helper.display({ id: 'duration', header: 'Took', cell: ({ row }) => <Duration ms={row.original.newest.durationMs} /> }),
]);

/** Grid tracks of a row, the first for the arrow that opens it. Narrow windows drop risk and duration. */
export const columnTracks =
  'grid grid-cols-[2rem_9rem_minmax(0,1fr)_8.5rem_7rem_6.5rem_4.5rem] items-center gap-x-3 max-lg:grid-cols-[2rem_9rem_minmax(0,1fr)_8rem_6.5rem] max-md:grid-cols-[2rem_minmax(0,1fr)_6.5rem]';

const shownFrom: Readonly<Record<string, string>> = {
  time: 'max-md:hidden',
  app: 'max-md:hidden',
  risk: 'max-lg:hidden',
  duration: 'text-right max-lg:hidden',
};

export function columnClass(id: string): string {
  return `min-w-0 truncate ${shownFrom[id] ?? ''}`;
}

function App({ id }: { readonly id: string | null }) {
  return id === null ? null : <AppName id={id} />;
}

function What({ happening: { newest } }: { readonly happening: Happening }) {
  return (
    <>
      <p className={newest.tool === null ? 'truncate font-medium' : 'truncate font-mono text-[0.8125rem] font-medium'}>
        <UntrustedText text={subjectOf(newest)} />
      </p>
      {newest.detail === null ? null : (
        <p className="truncate text-xs text-ink-soft">
          <UntrustedText text={newest.detail} />
        </p>
      )}
    </>
  );
}

function Risk({ happening: { newest } }: { readonly happening: Happening }) {
  return newest.risk === null ? null : <RiskBadge risk={newest.risk} />;
}

/** A question that is the newest of its call is still open. */
function Result({ happening: { newest } }: { readonly happening: Happening }) {
  const status = newest.kind === 'approval.asked' ? 'pending' : newest.status;
  return status === null ? null : <StatusLabel status={status} />;
}

function Duration({ ms }: { readonly ms: number | null }) {
  return <span className="text-ink-soft tabular-nums">{ms === null ? null : formatDuration(ms)}</span>;
}
