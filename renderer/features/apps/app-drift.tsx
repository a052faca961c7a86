import { CircleAlert } from 'lucide-react';
import { useState } from 'react';
import { type AppDrift, isOfEntry, type KnownApp } from '../../../contract/known-apps.ts';
import { Button } from '../../ui/button.tsx';
import { TimeAgo } from '../../ui/time.tsx';
import { useTellFailure } from '../../ui/toasts.tsx';
import { UntrustedText } from '../../ui/untrusted-text.tsx';
import { ChangeDialog } from './change-dialog.tsx';
import { type Change, useMend } from './use-change.ts';

/** What happened to the entry behind Patchbay's back, and what comes back with one click more. */
export function DriftList({ app }: { readonly app: KnownApp }) {
  const [change, setChange] = useState<Change | null>(null);
  return (
    <>
      {app.drift.length === 0 ? null : (
        <ul aria-label="What changed behind Patchbay’s back" className="space-y-1.5">
          {app.drift.map((each) => (
            <DriftNotice key={`${each.kind}\n${each.path}`} app={app} drift={each} onChange={setChange} />
          ))}
        </ul>
      )}
      <ChangeDialog app={app} change={change} onClose={() => setChange(null)} />
    </>
  );
}

interface DriftNoticeProps {
  readonly app: KnownApp;
  readonly drift: AppDrift;
  readonly onChange: (change: Change) => void;
}

function DriftNotice({ app, drift: { path, message, since, leftAlone, backup }, onChange }: DriftNoticeProps) {
  return (
    <li className="flex items-start gap-2.5 rounded-lg bg-bad-soft px-3 py-2 text-sm">
      <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-bad" />
      <div className="min-w-0 wrap-anywhere">
        <p className="font-medium">
          <UntrustedText text={message} />
        </p>
        <p className="text-xs text-ink-soft">
          Seen <TimeAgo at={since} />.
          {leftAlone ? ' It went again three times after it was mended, so Patchbay leaves it alone now.' : null}
        </p>
        {backup === undefined ? null : (
          <div className="mt-2 flex flex-wrap gap-2">
            <Button onClick={() => onChange({ action: 'restore', backup })} aria-label={`Bring back the other servers of ${app.label}`}>
              Bring them back
            </Button>
            {app.drift.some(isOfEntry) ? null : <LetGoButton app={app} path={path} />}
          </div>
        )}
      </div>
    </li>
  );
}

/** Wiring once more while the entry stands changes no file, and says that all else in it is as it should be. */
function LetGoButton({ app, path }: { readonly app: KnownApp; readonly path: string }) {
  const tellFailure = useTellFailure();
  const letGo = useMend(app, [path]);
  return (
    <Button
      tone="quiet"
      busy={letGo.isPending}
      onClick={() => letGo.mutate(undefined, { onError: (error) => tellFailure('It is still shown', error) })}
      aria-label={`Leave the settings of ${app.label} so`}
    >
      Leave it so
    </Button>
  );
}
