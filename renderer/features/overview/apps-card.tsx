import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { AppWindow } from 'lucide-react';
import type { ReactNode } from 'react';
import type { AppState } from '../../../contract/known-apps.ts';
import type { Exposure, Session } from '../../../contract/models.ts';
import { useClient } from '../../api/context.tsx';
import { useKnownApps } from '../../api/live.ts';
import { appsQuery } from '../../api/queries.ts';
import { AppName } from '../../ui/app-name.tsx';
import { Blank } from '../../ui/blank.tsx';
import { buttonClass } from '../../ui/button.tsx';
import { countOf } from '../../ui/format.ts';
import { Card } from '../../ui/page.tsx';
import { TimeAgo } from '../../ui/time.tsx';
import { UntrustedText } from '../../ui/untrusted-text.tsx';

/** Patchbay's entry stands in the app's file. What lost it, or is held back, is told above. */
const wiredStates: ReadonlySet<AppState> = new Set(['wired', 'needs-restart']);

export function AppsCard({ sessions }: { readonly sessions: readonly Session[] }) {
  const ids = sessions.map((session) => session.id);
  const apps = useQuery(appsQuery(useClient(), ids)).data ?? [];
  const isHere = (id: string) => sessions.some((session) => session.app === id);
  const away = apps.filter((app) => !isHere(app.name) && app.lastSeenAt !== null);
  const known = useKnownApps().data ?? [];
  const unseen = known.filter(({ id, state, lastSeenAt }) => wiredStates.has(state) && lastSeenAt === null && !isHere(id));
  const isEmpty = sessions.length + away.length + unseen.length === 0;
  const connect = (
    <Link to="/apps" className={buttonClass('quiet')}>
      {isEmpty ? 'Connect an app' : 'All apps'}
    </Link>
  );
  return (
    <Card title="Apps" actions={connect}>
      {isEmpty ? (
        <Blank icon={AppWindow} title="No app is connected">
          Connect Claude, Cursor or another app, and it can use the tools of your servers through Patchbay.
        </Blank>
      ) : (
        <ul className="max-h-88 overflow-y-auto py-1.5">
          {sessions.map((session) => (
            <SessionLine key={session.id} session={session} />
          ))}
          {away.map((app) => (
            <AwayLine key={app.name} id={app.name}>
              Not open now
              {app.lastSeenAt === null ? null : (
                <>
                  {' '}
                  · last seen <TimeAgo at={app.lastSeenAt} />
                </>
              )}
            </AwayLine>
          ))}
          {unseen.map(({ id, state }) => (
            <AwayLine key={id} id={id}>
              {state === 'wired' ? 'Ready for its next start' : 'Restart it once, so that it sees Patchbay'}
            </AwayLine>
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
          <span className="truncate font-medium">
            <AppName id={session.app} />
          </span>
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

function AwayLine({ id, children }: { readonly id: string; readonly children: ReactNode }) {
  return (
    <li className="flex items-start gap-3 px-5 py-2">
      <span aria-hidden className="mt-2 size-2 shrink-0 rounded-full border border-field" />
      <div className="min-w-0 flex-1">
        <p className="truncate font-medium text-ink-soft">
          <AppName id={id} />
        </p>
        <p className="text-xs text-ink-faint">{children}</p>
      </div>
    </li>
  );
}
