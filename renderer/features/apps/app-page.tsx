import { getRouteApi, Link, Navigate } from '@tanstack/react-router';
import { ArrowLeft } from 'lucide-react';
import type { KnownApp } from '../../../contract/known-apps.ts';
import { useKnownApps } from '../../api/live.ts';
import { Card, Page } from '../../ui/page.tsx';
import { Unready } from '../../ui/unready.tsx';
import { UntrustedText } from '../../ui/untrusted-text.tsx';
import { AppActions } from './app-actions.tsx';
import { AppBackups } from './app-backups.tsx';
import { DriftList } from './app-drift.tsx';
import { AppFiles } from './app-files.tsx';
import { AppGuard } from './app-guard.tsx';
import { GateList } from './app-notices.tsx';
import { AppProject } from './app-project.tsx';
import { Presence } from './app-row.tsx';
import { AppStateLabel } from './app-state-label.tsx';
import { isSaidBelow } from './app-words.ts';

const route = getRouteApi('/pages/apps/$app');

export function AppPage() {
  const { app: id } = route.useParams();
  const query = useKnownApps();
  const app = query.data?.find((candidate) => candidate.id === id);
  if (query.data !== undefined && app === undefined) return <Navigate to="/apps" replace />;
  return (
    <Page title={app?.label ?? id} subtitle={<Back />} actions={app === undefined ? null : <AppActions app={app} />} layout="scroll">
      {app === undefined ? <Unready query={query} what="The app" lines={5} /> : <Details app={app} />}
    </Page>
  );
}

function Back() {
  return (
    <Link to="/apps" className="inline-flex items-center gap-1 rounded-sm text-sm text-ink-soft hover:text-accent">
      <ArrowLeft aria-hidden className="size-3.5" />
      All apps
    </Link>
  );
}

function Details({ app }: { readonly app: KnownApp }) {
  const isWirable = app.wiring === 'file';
  return (
    <div className="space-y-5 pt-1">
      <Standing app={app} />
      {app.hints.length === 0 ? null : <Hints hints={app.hints} />}
      {app.files.length === 0 ? null : <AppFiles app={app} />}
      {isWirable ? <AppProject app={app} /> : null}
      {isWirable ? <AppGuard app={app} /> : null}
      {isWirable ? <AppBackups app={app} /> : null}
    </div>
  );
}

/** How the app stands with Patchbay. */
function Standing({ app }: { readonly app: KnownApp }) {
  return (
    <section aria-label="State" className="space-y-3 rounded-xl border border-line bg-surface p-5 shadow-card">
      <div>
        <div className="flex items-center gap-3">
          <AppStateLabel app={app} />
          <Presence app={app} />
        </div>
        {isSaidBelow(app) ? null : (
          <p className="mt-1 text-base wrap-anywhere">
            <UntrustedText text={app.message} />
          </p>
        )}
      </div>
      <GateList gates={app.gates} />
      <DriftList app={app} />
      {app.reload === '' || app.message.includes(app.reload) ? null : (
        <p className="text-sm text-ink-soft wrap-anywhere">
          After a change: <UntrustedText text={app.reload} />
        </p>
      )}
    </section>
  );
}

function Hints({ hints }: { readonly hints: readonly string[] }) {
  return (
    <Card title="Good to know">
      <ul className="list-disc space-y-1 py-3.5 pr-5 pl-9 text-sm text-ink-soft marker:text-ink-faint">
        {hints.map((hint) => (
          <li key={hint} className="wrap-anywhere">
            <UntrustedText text={hint} />
          </li>
        ))}
      </ul>
    </Card>
  );
}
