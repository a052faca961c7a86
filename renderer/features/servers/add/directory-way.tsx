import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { ArrowLeft, SearchX } from 'lucide-react';
import { useState } from 'react';
import type { DirectoryEntry } from '../../../../contract/imports.ts';
import { useClient } from '../../../api/context.tsx';
import { candidateQuery, directoryQuery } from '../../../api/queries.ts';
import { Blank } from '../../../ui/blank.tsx';
import { buttonClass } from '../../../ui/button.tsx';
import { SearchField } from '../../../ui/search-field.tsx';
import { Unready } from '../../../ui/unready.tsx';
import { useSettled } from '../../../ui/use-settled.ts';
import { VirtualList } from '../../../ui/virtual-list.tsx';
import { DirectoryRow } from './directory-row.tsx';
import { TakeForm } from './take-form.tsx';

const route = getRouteApi('/pages/servers/add/$way');
const typingPauseMs = 150;
const rowHeight = 132;

/** Well-known servers: look, choose one, answer what it asks. What was searched for stays on the way back. */
export function DirectoryWay() {
  const { entry } = route.useSearch();
  const [search, setSearch] = useState('');
  return entry === undefined ? <Entries search={search} onSearch={setSearch} /> : <Chosen entry={entry} />;
}

interface EntriesProps {
  readonly search: string;
  readonly onSearch: (search: string) => void;
}

function Entries({ search, onSearch }: EntriesProps) {
  const query = useQuery(directoryQuery(useClient(), useSettled(search.trim(), typingPauseMs)));
  return (
    <>
      <SearchField
        label="Search the directory"
        placeholder="What should your apps be able to do? Mail, files, GitHub …"
        value={search}
        onChange={onSearch}
      />
      <div className="flex min-h-0 flex-col overflow-hidden rounded-xl border border-line bg-surface shadow-card">
        {query.data === undefined ? <Unready query={query} what="The directory" lines={5} /> : <Found entries={query.data} />}
      </div>
    </>
  );
}

function Found({ entries }: { readonly entries: readonly DirectoryEntry[] }) {
  if (entries.length === 0) return <NothingFound />;
  return <VirtualList label="Directory" items={entries} keyOf={({ id }) => id} estimate={rowHeight} row={DirectoryRow} />;
}

function NothingFound() {
  const paste = (
    <Link to="/servers/add/$way" params={{ way: 'paste' }} className={buttonClass()}>
      Paste its command
    </Link>
  );
  return (
    <Blank icon={SearchX} title="The directory doesn’t have that" action={paste}>
      It holds only servers that are well known. For any other, paste what its own page tells you to run.
    </Blank>
  );
}

function Chosen({ entry }: { readonly entry: string }) {
  const query = useQuery(candidateQuery(useClient(), entry));
  return (
    <>
      <Link
        to="/servers/add/$way"
        params={{ way: 'directory' }}
        className="mb-3 inline-flex items-center gap-1 self-start rounded-sm text-sm text-ink-soft hover:text-accent"
      >
        <ArrowLeft aria-hidden className="size-3.5" />
        Back to the directory
      </Link>
      {query.data === undefined ? <Unready query={query} what="The server" lines={4} /> : <TakeForm candidates={query.data} />}
    </>
  );
}
