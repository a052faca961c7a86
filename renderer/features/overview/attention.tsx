import { Link } from '@tanstack/react-router';
import type { KnownApp } from '../../../contract/known-apps.ts';
import type { Status } from '../../../contract/models.ts';
import { useQuery } from '@tanstack/react-query';
import { useClient } from '../../api/context.tsx';
import { useKnownApps } from '../../api/live.ts';
import { setUpQuery } from '../../api/queries.ts';
import { buttonClass } from '../../ui/button.tsx';
import { countOf } from '../../ui/format.ts';
import { Notice } from '../../ui/notice.tsx';
import { UntrustedText } from '../../ui/untrusted-text.tsx';
import { SafekeepingTrouble } from './safekeeping-trouble.tsx';

/** What needs the person now: questions that wait, apps that lost Patchbay or hide it, and a config.yaml that can't be used. */
export function Attention({ status: { pendingApprovals, settingsFaults, endpoint } }: { readonly status: Status }) {
  return (
    <>
      {pendingApprovals === 0 ? null : (
        <Notice
          tone="info"
          title={`${countOf(pendingApprovals, 'question')} ${pendingApprovals === 1 ? 'waits' : 'wait'} for your answer`}
          action={
            <Link to="/approvals" className={buttonClass('primary')}>
              Answer
            </Link>
          }
        >
          Nothing happens without your yes. No answer in time is a no.
        </Notice>
      )}
      {settingsFaults.length === 0 ? null : <SettingsFaults faults={settingsFaults} />}
      <SafekeepingTrouble />
      <AppsInTrouble />
      {endpoint.fault === null ? null : (
        <Notice tone="bad" title="Apps that take a URL can’t come in">
          <UntrustedText text={endpoint.fault} />
        </Notice>
      )}
      <SetUpOffer />
    </>
  );
}

const shownAtMost = 4;

/** Apps whose entry was lost or isn't used: each says what happened, and its page has what to do. */
function AppsInTrouble() {
  const apps = (useKnownApps().data ?? []).filter(({ drift, gates }) => drift.length + gates.length > 0);
  const left = apps.length - shownAtMost;
  return (
    <>
      {apps.slice(0, shownAtMost).map((app) => (
        <Notice
          key={app.id}
          tone={app.drift.length > 0 ? 'bad' : 'warn'}
          title={troubleOf(app)}
          action={
            <Link to="/apps/$app" params={{ app: app.id }} className={buttonClass()} aria-label={`Look at ${app.label}`}>
              Look
            </Link>
          }
        >
          <UntrustedText text={app.drift[0]?.message ?? app.gates[0]?.where ?? app.message} />
        </Notice>
      ))}
      {left > 0 ? (
        <Link to="/apps" className="block px-1 text-sm text-accent">
          {countOf(left, 'more app')} with something to look at
        </Link>
      ) : null}
    </>
  );
}

function troubleOf({ label, drift: [drift] }: KnownApp): string {
  switch (drift?.kind) {
    case 'lost':
      return `${label} lost Patchbay`;
    case 'changed':
      return `Patchbay’s entry in ${label} was changed`;
    case 'others-lost':
      return `${label} lost other servers`;
    case 'bypass':
      return `${label} goes past Patchbay`;
    case undefined:
      return `${label} knows Patchbay and doesn’t use it`;
  }
}

/** For somebody who put setting up off. */
function SetUpOffer() {
  const state = useQuery(setUpQuery(useClient())).data?.state;
  if (state !== 'new' && state !== 'later') return null;
  return (
    <Notice
      tone="info"
      title="Patchbay can set itself up"
      action={
        <Link to="/welcome" className={buttonClass('primary')}>
          Show me
        </Link>
      }
    >
      It finds your AI apps and the servers that they have, and shows what it would do before it does it.
    </Notice>
  );
}

function SettingsFaults({ faults }: { readonly faults: readonly string[] }) {
  return (
    <Notice tone="bad" title="The latest edit of config.yaml doesn’t apply">
      <p>Patchbay goes on with the settings from before. Mend this and save the file:</p>
      <ul className="mt-1.5 space-y-1 font-mono text-xs text-ink">
        {faults.map((fault) => (
          <li key={fault}>
            <UntrustedText text={fault} />
          </li>
        ))}
      </ul>
    </Notice>
  );
}
