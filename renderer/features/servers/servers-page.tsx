import { Link } from '@tanstack/react-router';
import { Plus, SearchX, Server as ServerIcon } from 'lucide-react';
import { useState } from 'react';
import type { Server } from '../../../contract/models.ts';
import { useStatus } from '../../api/live.ts';
import { Blank } from '../../ui/blank.tsx';
import { buttonClass } from '../../ui/button.tsx';
import { countOf } from '../../ui/format.ts';
import { Page } from '../../ui/page.tsx';
import { SearchField } from '../../ui/search-field.tsx';
import { Unready } from '../../ui/unready.tsx';
import { VirtualList } from '../../ui/virtual-list.tsx';
import { ServerRow } from './server-row.tsx';

const rowHeight = 67;
/** More than these don't fit into a window at once. */
const shownWithoutSearch = 12;

export function ServersPage() {
  const add = (
    <Link to="/servers/add/$way" params={{ way: 'directory' }} className={buttonClass('primary')}>
      <Plus aria-hidden className="size-4" />
      Add a server
    </Link>
  );
  return (
    <Page title="Servers" subtitle="They start by themselves with the first call, and all apps share them." actions={add} layout="fill">
      <ServerList />
    </Page>
  );
}

function ServerList() {
  const [search, setSearch] = useState('');
  const query = useStatus();
  const servers = query.data?.servers ?? [];
  return (
    <>
      {servers.length <= shownWithoutSearch ? null : (
        <SearchField
          label="Search the servers"
          placeholder={`Search ${countOf(servers.length, 'server')}`}
          value={search}
          onChange={setSearch}
        />
      )}
      <div className="flex min-h-0 flex-col overflow-hidden rounded-xl border border-line bg-surface shadow-card">
        {query.data === undefined ? (
          <Unready query={query} what="The servers" lines={4} />
        ) : search.trim() === '' ? (
          <Rows servers={servers} />
        ) : (
          <Found servers={servers} search={search.trim()} />
        )}
      </div>
    </>
  );
}

function Found({ servers, search }: { readonly servers: readonly Server[]; readonly search: string }) {
  const wanted = search.toLowerCase();
  const found = servers.filter(({ name, command }) => name.toLowerCase().includes(wanted) || command.toLowerCase().includes(wanted));
  if (found.length > 0) return <Rows servers={found} />;
  return (
    <Blank icon={SearchX} title={`No server has “${search}” in its name or command`}>
      Only what is in Patchbay is searched. “Add a server” has a directory of others.
    </Blank>
  );
}

function Rows({ servers }: { readonly servers: readonly Server[] }) {
  if (servers.length === 0) {
    return (
      <Blank icon={ServerIcon} title="No servers yet">
        A server is a program that gives your apps tools: files, mail, a database. Add one from the directory, from what your apps have
        already, or with the command that its own page tells you.
      </Blank>
    );
  }
  return <VirtualList label="Servers" items={servers} keyOf={(server) => server.name} estimate={rowHeight} row={ServerRow} />;
}
