import { Link } from '@tanstack/react-router';
import { Server as ServerIcon } from 'lucide-react';
import type { Server } from '../../../contract/models.ts';
import { Blank } from '../../ui/blank.tsx';
import { buttonClass } from '../../ui/button.tsx';
import { countOf } from '../../ui/format.ts';
import { Card } from '../../ui/page.tsx';
import { ServerStateLabel } from '../../ui/server-state.tsx';

const shownAtMost = 6;

/** Trouble first, so that what needs a look is never below the fold. */
function byTrouble(servers: readonly Server[]): readonly Server[] {
  return servers.toSorted((a, b) => Number(isInTrouble(b)) - Number(isInTrouble(a)));
}

function isInTrouble({ state, lastError }: Server): boolean {
  return state === 'failed' || (state === 'stopped' && lastError !== null) || state === 'backing-off' || state.startsWith('needs-');
}

export function ServersCard({ servers }: { readonly servers: readonly Server[] }) {
  const all = (
    <Link to="/servers" className={buttonClass('quiet')}>
      {servers.length > shownAtMost ? `All ${servers.length} servers` : 'All servers'}
    </Link>
  );
  return (
    <Card title="Servers" actions={all}>
      {servers.length === 0 ? (
        <Blank icon={ServerIcon} title="No servers yet">
          A server gives your apps tools. Add one on the Servers page.
        </Blank>
      ) : (
        <ul className="py-1.5">
          {byTrouble(servers)
            .slice(0, shownAtMost)
            .map((server) => (
              <li key={server.name}>
                <ServerLine server={server} />
              </li>
            ))}
        </ul>
      )}
    </Card>
  );
}

function ServerLine({ server }: { readonly server: Server }) {
  return (
    <Link
      to="/servers/$name"
      params={{ name: server.name }}
      className="flex min-h-11 items-center gap-3 px-5 py-1.5 -outline-offset-2 hover:bg-hover"
    >
      <span className="min-w-0 flex-1 truncate font-medium">{server.name}</span>
      {server.tools === 0 ? null : <span className="text-xs text-ink-faint tabular-nums">{countOf(server.tools, 'tool')}</span>}
      <span className="flex w-32 justify-end">
        <ServerStateLabel server={server} />
      </span>
    </Link>
  );
}
