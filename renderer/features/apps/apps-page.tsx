import { Link } from '@tanstack/react-router';
import { AppWindow, Plus, SearchX } from 'lucide-react';
import { useState } from 'react';
import type { KnownApp } from '../../../contract/known-apps.ts';
import { useKnownApps } from '../../api/live.ts';
import { Blank } from '../../ui/blank.tsx';
import { Button, buttonClass } from '../../ui/button.tsx';
import { Disclosure } from '../../ui/disclosure.tsx';
import { countOf } from '../../ui/format.ts';
import { Page } from '../../ui/page.tsx';
import { SearchField } from '../../ui/search-field.tsx';
import { Unready } from '../../ui/unready.tsx';
import { AppRow } from './app-row.tsx';
import { isHere, matches } from './app-words.ts';
import { ConnectAppDialog } from './connect-app-dialog.tsx';
import { OtherApps } from './other-apps.tsx';

export function AppsPage() {
  const [naming, setNaming] = useState(false);
  const query = useKnownApps();
  return (
    <Page
      title="Apps"
      subtitle="Connect an app with one click, and take it back with one. Its file is backed up first."
      actions={
        <Button onClick={() => setNaming(true)}>
          <Plus aria-hidden className="size-4" />
          Another app
        </Button>
      }
      layout="scroll"
    >
      {query.data === undefined ? (
        <Sheet>
          <Unready query={query} what="The apps" lines={6} />
        </Sheet>
      ) : (
        <Lists apps={query.data} />
      )}
      <ConnectAppDialog open={naming} onOpenChange={setNaming} />
    </Page>
  );
}

function Lists({ apps }: { readonly apps: readonly KnownApp[] }) {
  const [search, setSearch] = useState('');
  const found = apps.filter((app) => matches(app, search));
  const here = found.filter(isHere);
  const elsewhere = found.filter((app) => !isHere(app));
  const searching = search.trim() !== '';
  return (
    <div className="space-y-5 pt-1">
      <SearchField label="Search the apps" placeholder={`Search ${countOf(apps.length, 'app')}`} value={search} onChange={setSearch} />
      {found.length === 0 ? <NoMatch search={search} /> : null}
      {here.length === 0 && !searching ? <NothingHere /> : <Here apps={here} />}
      <OtherApps known={apps} search={search} />
      {elsewhere.length === 0 ? null : (
        <Sheet>
          <Disclosure
            title={`${countOf(elsewhere.length, 'app')} that Patchbay knows and didn’t find here`}
            open={searching ? true : undefined}
          >
            <Rows apps={elsewhere} />
          </Disclosure>
        </Sheet>
      )}
    </div>
  );
}

function Here({ apps }: { readonly apps: readonly KnownApp[] }) {
  if (apps.length === 0) return null;
  return (
    <section aria-label="On this computer">
      <h2 className="px-1 pb-2 text-sm font-semibold">On this computer</h2>
      <Sheet>
        <Rows apps={apps} />
      </Sheet>
    </section>
  );
}

function Rows({ apps }: { readonly apps: readonly KnownApp[] }) {
  return (
    <ul className="divide-y divide-line">
      {apps.map((app) => (
        <li key={app.id}>
          <AppRow app={app} />
        </li>
      ))}
    </ul>
  );
}

function NothingHere() {
  return (
    <Sheet>
      <Blank
        icon={AppWindow}
        title="No app was found on this computer"
        action={
          <Link to="/servers" className={buttonClass('primary')}>
            Go to the servers
          </Link>
        }
      >
        Install Claude, Cursor, or one of those below, and it comes up here. Until then, add servers: they are ready when the app comes.
      </Blank>
    </Sheet>
  );
}

function NoMatch({ search }: { readonly search: string }) {
  return (
    <Sheet>
      <Blank icon={SearchX} title={`No app is called “${search.trim()}”`}>
        Patchbay works with any app that speaks MCP: “Another app” gives you what to paste into it.
      </Blank>
    </Sheet>
  );
}

function Sheet({ children }: { readonly children: React.ReactNode }) {
  return <div className="overflow-hidden rounded-xl border border-line bg-surface shadow-card">{children}</div>;
}
