import { useQuery } from '@tanstack/react-query';
import type { App } from '../../../contract/models.ts';
import type { KnownApp } from '../../../contract/known-apps.ts';
import { useClient } from '../../api/context.tsx';
import { useStatus } from '../../api/live.ts';
import { appsQuery } from '../../api/queries.ts';
import { classes } from '../../ui/classes.ts';
import { countOf } from '../../ui/format.ts';
import { Card } from '../../ui/page.tsx';
import { TimeAgo } from '../../ui/time.tsx';

/** Apps that Patchbay doesn't know by itself and that have a key all the same: the person pasted it into them. */
export function OtherApps({ known, search }: { readonly known: readonly KnownApp[]; readonly search: string }) {
  const sessions = useStatus().data?.sessions ?? [];
  const apps = useQuery(
    appsQuery(
      useClient(),
      sessions.map(({ id }) => id),
    ),
  ).data;
  const ids = new Set(known.map(({ id }) => id));
  const others = (apps ?? []).filter(({ name, lastSeenAt }) => !ids.has(name) && lastSeenAt !== null && name.includes(search.trim()));
  if (others.length === 0) return null;
  return (
    <Card title="Connected by hand">
      <ul className="py-1.5">
        {others.map((app) => (
          <OtherApp key={app.name} app={app} />
        ))}
      </ul>
    </Card>
  );
}

function OtherApp({ app: { name, connectedSessions, lastSeenAt } }: { readonly app: App }) {
  const isConnected = connectedSessions > 0;
  return (
    <li className="flex items-center gap-3 px-5 py-2">
      <span aria-hidden className={classes('size-2 shrink-0 rounded-full', isConnected ? 'bg-ok' : 'border border-field')} />
      <span className="min-w-0 flex-1 truncate font-medium">{name}</span>
      <span className="text-xs text-ink-faint">
        {isConnected ? `${countOf(connectedSessions, 'session')} open now` : <LastSeen at={lastSeenAt} />}
      </span>
    </li>
  );
}

function LastSeen({ at }: { readonly at: string | null }) {
  if (at === null) return 'Never seen';
  return (
    <>
      Last seen <TimeAgo at={at} />
    </>
  );
}
