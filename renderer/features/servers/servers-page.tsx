import { Plus, Server as ServerIcon } from 'lucide-react';
import { Link } from '@tanstack/react-router';
import type { Server } from '../../../contract/models.ts';
import { useStatus } from '../../api/live.ts';
import { Blank } from '../../ui/blank.tsx';
import { buttonClass } from '../../ui/button.tsx';
import { Page } from '../../ui/page.tsx';
import { Unready } from '../../ui/unready.tsx';
import { VirtualList } from '../../ui/virtual-list.tsx';
import { ServerRow } from './server-row.tsx';

const rowHeight = 67;

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
  const query = useStatus();
  return (
    <div className="flex min-h-0 flex-col overflow-hidden rounded-xl border border-line bg-surface shadow-card">
      {query.data === undefined ? <Unready query={query} what="The servers" lines={4} /> : <Rows servers={query.data.servers} />}
    </div>
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
