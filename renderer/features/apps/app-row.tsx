import { Link } from '@tanstack/react-router';
import { ChevronRight } from 'lucide-react';
import type { KnownApp } from '../../../contract/known-apps.ts';
import { classes } from '../../ui/classes.ts';
import { countOf } from '../../ui/format.ts';
import { TimeAgo } from '../../ui/time.tsx';
import { UntrustedText } from '../../ui/untrusted-text.tsx';
import { AppActions } from './app-actions.tsx';
import { DriftList } from './app-drift.tsx';
import { GateList } from './app-notices.tsx';
import { AppStateLabel } from './app-state-label.tsx';
import { isHere, isSaidBelow } from './app-words.ts';

/** One app of the list: how it stands with Patchbay, in words, and the one thing to do about it. */
export function AppRow({ app }: { readonly app: KnownApp }) {
  return (
    <div className="flex items-start gap-3.5 px-5 py-3.5 hover:bg-hover/50">
      <Initial label={app.label} isHere={isHere(app)} />
      <div className="min-w-0 flex-1 space-y-2">
        <div>
          <div className="flex flex-wrap items-center gap-x-3">
            <Link
              to="/apps/$app"
              params={{ app: app.id }}
              className="group flex min-w-0 items-center gap-0.5 rounded-md font-medium hover:text-accent"
            >
              <span className="truncate">{app.label}</span>
              <ChevronRight aria-hidden className="size-4 shrink-0 text-ink-faint group-hover:text-accent" />
            </Link>
            <AppStateLabel app={app} />
          </div>
          <Message app={app} />
          <Presence app={app} />
        </div>
        <GateList gates={app.gates} />
        <DriftList app={app} />
      </div>
      <AppActions app={app} />
    </div>
  );
}

/** What a notice says in full isn't said twice. */
function Message({ app }: { readonly app: KnownApp }) {
  if (isSaidBelow(app)) return null;
  return (
    <p className="text-sm text-ink-soft wrap-anywhere">
      <UntrustedText text={app.message} />
    </p>
  );
}

/** Who is there now, or was last. */
export function Presence({ app: { connectedSessions, lastSeenAt } }: { readonly app: KnownApp }) {
  if (connectedSessions > 0) return <p className="text-xs text-ink-faint">{countOf(connectedSessions, 'session')} open now</p>;
  if (lastSeenAt === null) return null;
  return (
    <p className="text-xs text-ink-faint">
      Last seen <TimeAgo at={lastSeenAt} />
    </p>
  );
}

function Initial({ label, isHere: here }: { readonly label: string; readonly isHere: boolean }) {
  return (
    <span
      aria-hidden
      className={classes(
        'mt-0.5 flex size-9 shrink-0 items-center justify-center rounded-lg text-base font-semibold',
        here ? 'bg-accent-soft text-accent' : 'bg-hover text-ink-faint',
      )}
    >
      {label.slice(0, 1)}
    </span>
  );
}
