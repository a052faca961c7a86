import { Tabs } from '@base-ui/react/tabs';
import { getRouteApi, Link, Navigate } from '@tanstack/react-router';
import { ArrowLeft, Trash2 } from 'lucide-react';
import { useState } from 'react';
import type { Server } from '../../../contract/models.ts';
import { useStatus } from '../../api/live.ts';
import { useSignIns } from '../../api/safekeeping.ts';
import { Button } from '../../ui/button.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { countOf } from '../../ui/format.ts';
import { Page } from '../../ui/page.tsx';
import { Unready } from '../../ui/unready.tsx';
import { Tab, TabList } from '../../ui/tabs.tsx';
import { ServerControls } from './server-controls.tsx';
import { ServerFacts } from './server-facts.tsx';
import { ServerLog } from './server-log.tsx';
import { ServerTools } from './server-tools.tsx';
import { SignInCard } from './sign-in-card.tsx';
import { TrialResult, TryButton, useTrial } from './try-server.tsx';
import { useServerActions } from './use-server-actions.ts';

const route = getRouteApi('/pages/servers/$name');

export function ServerPage() {
  const { name } = route.useParams();
  const query = useStatus();
  const status = query.data;
  const server = status?.servers.find((candidate) => candidate.name === name);
  if (status !== undefined && server === undefined) return <Navigate to="/servers" replace />;
  if (server !== undefined) return <Known key={name} server={server} />;
  return (
    <Page title={name} subtitle={<Back />} layout="fill">
      <Unready query={query} what="The server" lines={4} />
    </Page>
  );
}

function Known({ server }: { readonly server: Server }) {
  const trial = useTrial(server.name);
  const signIn = useSignIns()?.find((each) => each.server === server.name);
  const actions = (
    <>
      {server.state === 'disabled' || server.state === 'needs-approval' ? null : <TryButton trial={trial} />}
      <Actions server={server} />
    </>
  );
  return (
    <Page title={server.name} subtitle={<Back />} actions={actions} layout="fill">
      <div className="-m-1 min-h-28 space-y-3 overflow-y-auto p-1">
        <TrialResult trial={trial} />
        {signIn === undefined ? null : <SignInCard signIn={signIn} />}
        <ServerFacts server={server} />
      </div>
      <Detail server={server} />
    </Page>
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

function Actions({ server }: { readonly server: Server }) {
  const [asking, setAsking] = useState(false);
  const { remove } = useServerActions(server.name);
  return (
    <>
      <ServerControls server={server} />
      <Button tone="quiet" busy={remove.isPending} onClick={() => setAsking(true)}>
        <Trash2 aria-hidden className="size-3.5" />
        Remove
      </Button>
      <Confirm open={asking} onOpenChange={setAsking} title={`Remove ${server.name}?`} action="Remove" onConfirm={() => remove.mutate()}>
        It is stopped and taken out of Patchbay’s settings{lostWith(server)}. What it did stays in the log. You can add it again at any
        time.
      </Confirm>
    </>
  );
}

function lostWith({ tools }: Server): string {
  return tools === 0 ? '' : `, and your apps lose its ${countOf(tools, 'tool')}`;
}

function Detail({ server }: { readonly server: Server }) {
  const { tab = 'tools' } = route.useSearch();
  const navigate = route.useNavigate();
  const change = (next: string) => navigate({ search: next === 'log' ? { tab: 'log' } : {}, replace: true });
  return (
    <Tabs.Root value={tab} onValueChange={(next: string) => void change(next)} className="mt-4 flex min-h-56 flex-1 flex-col">
      <TabList label="About this server">
        <Tab value="tools">Tools ({server.tools})</Tab>
        <Tab value="log">Log</Tab>
      </TabList>
      <Tabs.Panel value="tools" className="flex min-h-0 flex-1 flex-col pt-4">
        <ServerTools server={server} />
      </Tabs.Panel>
      <Tabs.Panel value="log" className="flex min-h-0 flex-1 flex-col pt-4">
        <ServerLog name={server.name} />
      </Tabs.Panel>
    </Tabs.Root>
  );
}
