import type { Status } from '../../../contract/models.ts';
import { useStatus } from '../../api/live.ts';
import { Page } from '../../ui/page.tsx';
import { Unready } from '../../ui/unready.tsx';
import { AppsCard } from './apps-card.tsx';
import { Attention } from './attention.tsx';
import { ServersCard } from './servers-card.tsx';
import { StateCard } from './state-card.tsx';
import { TokensCard } from './tokens-card.tsx';

export function OverviewPage() {
  const query = useStatus();
  return (
    <Page title="Overview" layout="scroll">
      <div className="space-y-5 pt-1">
        {query.data === undefined ? <Unready query={query} what="Patchbay’s state" lines={5} /> : <Facts status={query.data} />}
      </div>
    </Page>
  );
}

function Facts({ status }: { readonly status: Status }) {
  return (
    <>
      <StateCard status={status} />
      <Attention status={status} />
      <div className="grid grid-cols-2 gap-5 max-lg:grid-cols-1">
        <AppsCard sessions={status.sessions} />
        <ServersCard servers={status.servers} />
      </div>
      <TokensCard tokens={status.tokens} hasApps={status.sessions.length > 0} />
      <p className="px-1 text-xs text-ink-faint">
        Patchbay {status.version} · process {status.pid} · everything it keeps is in{' '}
        <span className="font-mono wrap-anywhere">{status.home}</span>
      </p>
    </>
  );
}
