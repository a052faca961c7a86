import { Link } from '@tanstack/react-router';
import type { Status } from '../../../contract/models.ts';
import { buttonClass } from '../../ui/button.tsx';
import { countOf } from '../../ui/format.ts';
import { Notice } from '../../ui/notice.tsx';
import { UntrustedText } from '../../ui/untrusted-text.tsx';

/** What needs the person now: questions that wait, and a config.yaml that can't be used. */
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
      {endpoint.fault === null ? null : (
        <Notice tone="bad" title="Apps that take a URL can’t come in">
          <UntrustedText text={endpoint.fault} />
        </Notice>
      )}
    </>
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
