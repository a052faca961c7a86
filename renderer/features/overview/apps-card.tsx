import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { AppWindow } from 'lucide-react';
import type { App, Exposure, Session } from '../../../contract/models.ts';
import { useClient } from '../../api/context.tsx';
import { appsQuery } from '../../api/queries.ts';
import { Blank } from '../../ui/blank.tsx';
import { buttonClass } from '../../ui/button.tsx';
import { countOf } from '../../ui/format.ts';
import { Card } from '../../ui/page.tsx';
import { TimeAgo } from '../../ui/time.tsx';
import { UntrustedText } from '../../ui/untrusted-text.tsx';

export function AppsCard({ sessions }: { readonly sessions: readonly Session[] }) {
  const ids = sessions.map((session) => session.id);
  const apps = useQuery(appsQuery(useClient(), ids)).data ?? [];
  const away = apps.filter((app) => !sessions.some((session) => session.app === app.name) && app.lastSeenAt !== null);
  const connect = (
    <Link to="/apps" className={buttonClass('quiet')}>
      {sessions.length + away.length === 0 ? 'Connect an app' : 'All apps'}
    </Link>
  );
  return (
    <Card title="Apps" actions={connect}>
      {sessions.length + away.length === 0 ? (
        <Blank icon={AppWindow} title="No app is connected">
          Connect Claude, Cursor or another app, and it can use the tools of your servers through Patchbay.
        </Blank>
      ) : (
        <ul className="max-h-88 overflow-y-auto py-1.5">
          {sessions.map((session) => (
            <SessionLine key={session.id} session={session} />
          ))}
          {away.map((app) => (
            <AwayLine key={app.name} app={app} />
          ))}
        </ul>
      )}
    </Card>
  );
}

const exposures: Record<Exposure, string> = {
  compact: 'finds the rest by search',
  hybrid: 'some pinned, finds the rest by search',
  full: 'without searching',
};

function SessionLine({ session }: { readonly session: Session }) {
  return (
    <li className="flex items-start gap-3 px-5 py-2">
      <span aria-hidden className="mt-2 size-2 shrink-0 rounded-full bg-ok" />
      <div className="min-w-0 flex-1">
        <p className="flex items-baseline gap-2">
          <span className="truncate font-medium">{session.app}</span>
          {session.clientInfo === null ? null : (
            <span className="truncate text-xs text-ink-faint" title="What the app says about itself; its key is what counts">
              calls itself <UntrustedText text={`${session.clientInfo.name} ${session.clientInfo.version}`} />
            </span>
          )}
        </p>
        <p className="text-xs text-ink-soft">
          Sees {countOf(session.toolsShown, 'tool')}, {exposures[session.exposure]} · {countOf(session.calls, 'call')} · connected{' '}
          <TimeAgo at={session.since} />
        </p>
      </div>
    </li>
  );
}

function AwayLine({ app }: { readonly app: App }) {
  return (
    <li className="flex items-start gap-3 px-5 py-2">
      <span aria-hidden className="mt-2 size-2 shrink-0 rounded-full border border-field" />
      <div className="min-w-0 flex-1">
        <p className="truncate font-medium text-ink-soft">{app.name}</p>
        <p className="text-xs text-ink-faint">
          Not connected
          {app.lastSeenAt === null ? null : (
            <>
              {' '}
              · last seen <TimeAgo at={app.lastSeenAt} />
            </>
          )}
        </p>
      </div>
    </li>
  );
}
