import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { AppWindow, RefreshCw } from 'lucide-react';
import { type ReactNode, useMemo } from 'react';
import type { ImportCandidate, ImportSource } from '../../../../contract/imports.ts';
import { useClient } from '../../../api/context.tsx';
import { importsQuery } from '../../../api/queries.ts';
import { Blank } from '../../../ui/blank.tsx';
import { Button, buttonClass } from '../../../ui/button.tsx';
import { countOf } from '../../../ui/format.ts';
import { Notice } from '../../../ui/notice.tsx';
import { Unready } from '../../../ui/unready.tsx';
import { UntrustedText } from '../../../ui/untrusted-text.tsx';
import { TakeForm } from './take-form.tsx';

/** The servers that the person's apps, and other programs like Patchbay, have in their files. They stay there. */
export function AppsWay() {
  const query = useQuery(importsQuery(useClient()));
  // What an earlier visit found is about to be replaced, and with it what would be decided here.
  if (query.data === undefined || !query.isFetchedAfterMount) return <Unready query={query} what="Your apps’ files" lines={5} />;
  const again = (
    <Button busy={query.isFetching} onClick={() => void query.refetch()}>
      <RefreshCw aria-hidden className="size-3.5" />
      Look again
    </Button>
  );
  return <Sources sources={query.data} again={again} />;
}

interface SourcesProps {
  readonly sources: readonly ImportSource[];
  readonly again: ReactNode;
}

function Sources({ sources, again }: SourcesProps) {
  const candidates = useMemo(() => sources.flatMap((source) => source.candidates), [sources]);
  const told = sources.filter((source) => source.fault !== null || source.candidates.length > 0);
  if (candidates.length === 0) return <NoneFound faulty={told} again={again} />;
  const above = (
    <div className="flex items-center gap-4">
      <p className="min-w-0 flex-1 text-sm text-ink-soft">
        {countOf(candidates.length, 'server')} found. What you choose is copied into Patchbay; your apps’ own files stay as they are.
      </p>
      {again}
    </div>
  );
  return (
    <TakeForm candidates={candidates} above={above} several>
      {(card) => told.map((source) => <SourceSection key={source.id} source={source} card={card} />)}
    </TakeForm>
  );
}

interface SourceSectionProps {
  readonly source: ImportSource;
  readonly card: (candidate: ImportCandidate) => ReactNode;
}

function SourceSection({ source: { id, label, path, fault, candidates }, card }: SourceSectionProps) {
  return (
    <section aria-labelledby={`source-${id}`} className="space-y-3 pt-2">
      <header className="px-1">
        <h2 id={`source-${id}`} className="text-sm font-semibold">
          {label}
        </h2>
        <p className="font-mono text-xs text-ink-faint wrap-anywhere">
          <UntrustedText text={path} />
        </p>
      </header>
      {fault === null ? null : (
        <Notice tone="warn" title="This file can’t be read">
          <UntrustedText text={fault} />
        </Notice>
      )}
      {candidates.map((candidate) => (
        <div key={candidate.id}>{card(candidate)}</div>
      ))}
    </section>
  );
}

function NoneFound({ faulty, again }: { readonly faulty: readonly ImportSource[]; readonly again: ReactNode }) {
  const actions = (
    <span className="flex gap-2">
      {again}
      <Link to="/servers/add/$way" params={{ way: 'directory' }} className={buttonClass()}>
        Look in the directory
      </Link>
    </span>
  );
  return (
    <div className="min-h-0 flex-1 overflow-y-auto">
      <Blank icon={AppWindow} title="No servers found" action={actions}>
        Patchbay looked into the files of the AI apps on this computer, and into those of other programs that keep servers.
      </Blank>
      {faulty.map((source) => (
        <SourceSection key={source.id} source={source} card={() => null} />
      ))}
    </div>
  );
}
