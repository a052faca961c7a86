import { Tabs } from '@base-ui/react/tabs';
import { getRouteApi, Link, Navigate } from '@tanstack/react-router';
import { ArrowLeft } from 'lucide-react';
import { type ComponentType, type ReactNode } from 'react';
import { Page } from '../../../ui/page.tsx';
import { Tab, TabList } from '../../../ui/tabs.tsx';
import { AppsWay } from './apps-way.tsx';
import { BundleWay } from './bundle-way.tsx';
import { DirectoryWay } from './directory-way.tsx';
import { PasteWay } from './paste-way.tsx';

interface Way {
  readonly id: string;
  readonly label: string;
  readonly panel: ComponentType;
}

const ways: readonly Way[] = [
  { id: 'directory', label: 'Directory', panel: DirectoryWay },
  { id: 'paste', label: 'Paste', panel: PasteWay },
  { id: 'apps', label: 'From your apps', panel: AppsWay },
  { id: 'bundle', label: 'Bundle file', panel: BundleWay },
];

const route = getRouteApi('/pages/servers/add/$way');

/** The ways to a new server. Each shows exactly what would run before anything does. */
export function AddServerPage() {
  const { way } = route.useParams();
  const navigate = route.useNavigate();
  if (!ways.some(({ id }) => id === way)) return <Navigate to="/servers/add/$way" params={{ way: 'directory' }} replace />;
  return (
    <Page title="Add a server" subtitle={<Back />} layout="fill">
      <Tabs.Root
        value={way}
        onValueChange={(next: string) => void navigate({ to: '/servers/add/$way', params: { way: next }, search: {}, replace: true })}
        className="flex min-h-0 flex-1 flex-col"
      >
        <TabList label="Where it comes from">
          {ways.map(({ id, label }) => (
            <Tab key={id} value={id}>
              {label}
            </Tab>
          ))}
        </TabList>
        {ways.map(({ id, panel: Panel }) => (
          <WayPanel key={id} id={id}>
            <Panel />
          </WayPanel>
        ))}
      </Tabs.Root>
    </Page>
  );
}

function WayPanel({ id, children }: { readonly id: string; readonly children: ReactNode }) {
  return (
    <Tabs.Panel value={id} className="flex min-h-0 flex-1 flex-col pt-4">
      {children}
    </Tabs.Panel>
  );
}

function Back() {
  return (
    <Link to="/servers" className="inline-flex items-center gap-1 rounded-sm text-sm text-ink-soft hover:text-accent">
      <ArrowLeft aria-hidden className="size-3.5" />
      All servers
    </Link>
  );
}
