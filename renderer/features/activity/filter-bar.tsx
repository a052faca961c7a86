import { useQuery } from '@tanstack/react-query';
import { Search, X } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useClient } from '../../api/context.tsx';
import { useAppNames, useStatus } from '../../api/live.ts';
import { appsQuery } from '../../api/queries.ts';
import { Button } from '../../ui/button.tsx';
import { Select } from '../../ui/select.tsx';
import { type Filters, isNarrowed, readFilters, statuses } from './filters.ts';
import { statusWords } from './words.ts';

interface FilterBarProps {
  readonly filters: Filters;
  readonly onChange: (filters: Filters) => void;
}

/** Search and filters. They live in the address, so that a view can be kept and sent. */
export function FilterBar({ filters, onChange }: FilterBarProps) {
  const { servers, apps } = useNames(filters);
  const set = (key: keyof Filters) => (value: string) => onChange(readFilters({ ...filters, [key]: value }));
  return (
    <search aria-label="Activity" className="flex flex-wrap items-center gap-2 pb-3">
      <SearchField value={filters.search ?? ''} onChange={set('search')} />
      <Select label="App" value={filters.app ?? ''} onChange={set('app')} options={choices('All apps', apps, useAppNames())} />
      <Select label="Server" value={filters.server ?? ''} onChange={set('server')} options={choices('All servers', servers)} />
      <Select
        label="Result"
        value={filters.status ?? ''}
        onChange={set('status')}
        options={[{ value: '', label: 'All results' }, ...statuses.map((status) => ({ value: status, label: statusWords[status] }))]}
      />
      {isNarrowed(filters) ? (
        <Button tone="quiet" onClick={() => onChange({})}>
          <X aria-hidden className="size-4" />
          Clear
        </Button>
      ) : null}
    </search>
  );
}

function choices(all: string, names: readonly string[], labelOf = (name: string) => name) {
  return [{ value: '', label: all }, ...names.map((name) => ({ value: name, label: labelOf(name) }))];
}

/** The names to choose from; one that is chosen stays among them although it is gone by now, because the log still knows it. */
function useNames(filters: Filters) {
  const status = useStatus().data;
  const sessions = status?.sessions.map((session) => session.id) ?? [];
  const apps = useQuery(appsQuery(useClient(), sessions)).data ?? [];
  return {
    servers: withChosen(status?.servers.map((server) => server.name) ?? [], filters.server),
    apps: withChosen(
      apps.map((app) => app.name),
      filters.app,
    ),
  };
}

function withChosen(names: readonly string[], chosen: string | undefined): readonly string[] {
  return chosen === undefined || names.includes(chosen) ? names : [...names, chosen];
}

const typingPauseMs = 250;

function SearchField({ value, onChange }: { readonly value: string; readonly onChange: (value: string) => void }) {
  const [text, setText] = useState(value);
  const [told, setTold] = useState(value);
  if (value !== told) {
    setTold(value);
    setText(value);
  }
  useEffect(() => {
    if (text === value) return;
    const timer = setTimeout(() => onChange(text), typingPauseMs);
    return () => clearTimeout(timer);
  }, [text, value, onChange]);
  return (
    <span className="relative min-w-56 flex-1">
      <Search aria-hidden className="pointer-events-none absolute top-2 left-2.5 size-4 text-ink-faint" />
      <input
        type="search"
        aria-label="Search the log"
        placeholder="Search apps, tools, arguments, results"
        value={text}
        onChange={(event) => setText(event.target.value)}
        className="h-8 w-full rounded-lg border border-line bg-surface pr-3 pl-8.5 text-sm shadow-card placeholder:text-ink-faint"
      />
    </span>
  );
}
