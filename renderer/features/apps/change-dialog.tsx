import { useState } from 'react';
import type { KnownApp, WiringPlan } from '../../../contract/known-apps.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogBody, DialogFooter } from '../../ui/dialog.tsx';
import { formatTime } from '../../ui/format.ts';
import { Notice } from '../../ui/notice.tsx';
import { Unready } from '../../ui/unready.tsx';
import { UntrustedText } from '../../ui/untrusted-text.tsx';
import { isWired } from './app-words.ts';
import { ChangeDone } from './change-done.tsx';
import { ChangePlan } from './change-plan.tsx';
import { TakeOver } from './take-over.tsx';
import { idsOf, useFoundIn } from './use-found.ts';
import { type Change, type ChangeWish, isConflict, useApply, usePlan } from './use-change.ts';

interface ChangeDialogProps {
  readonly app: KnownApp;
  /** Null: closed. */
  readonly change: Change | null;
  readonly onClose: () => void;
}

/** Shows exactly what a change would do to the app's file, does it after a yes, and says what to do next. */
export function ChangeDialog({ app, change, onClose }: ChangeDialogProps) {
  // What was asked for last stays in sight while the dialog fades out.
  const [shown, setShown] = useState<Change | null>(null);
  const [wasWired, setWasWired] = useState(false);
  const [done, setDone] = useState<WiringPlan | null>(null);
  if (change !== null && change !== shown) {
    setShown(change);
    setWasWired(isWired(app));
    setDone(null);
  }
  if (shown === null) return null;
  return (
    <Dialog
      open={change !== null}
      onOpenChange={(open) => (open ? undefined : onClose())}
      title={titleOf(shown, app.label)}
      description={done === null ? descriptionOf(shown) : 'It is done. What the file was before is among the backups.'}
      wide
    >
      {done === null ? (
        <ChangeSteps app={app} change={shown} onDone={setDone} onClose={onClose} />
      ) : (
        <ChangeDone app={app} change={shown} wasWired={wasWired} plan={done} onClose={onClose} />
      )}
    </Dialog>
  );
}

interface ChangeStepsProps {
  readonly app: KnownApp;
  readonly change: Change;
  readonly onDone: (plan: WiringPlan) => void;
  readonly onClose: () => void;
}

function ChangeSteps({ app, change, onDone, onClose }: ChangeStepsProps) {
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const found = useFoundIn(app.id, change.action === 'wire' && change.project === undefined);
  const wish = wishOf(app.id, change, idsOf(chosen, found.data ?? []));
  const apply = useApply();
  const plan = usePlan(wish);
  // What was found before may have moved over already: it is looked for anew, too.
  const planAnew = () => found.refetch().then(() => plan.refetch());
  const go = (agreed: WiringPlan) =>
    apply.mutate(agreed, { onSuccess: () => onDone(agreed), onError: (error) => void (isConflict(error) && planAnew()) });
  const isCurrent = !plan.isPlaceholderData && !plan.isFetching;
  return (
    <>
      <DialogBody>
        {apply.error === null ? null : <ApplyFault error={apply.error} />}
        {plan.data === undefined ? <Unready query={plan} what="The change" lines={4} /> : <ChangePlan plan={plan.data} />}
        <TakeOver app={app} found={found} chosen={chosen} onChange={setChosen} />
      </DialogBody>
      <DialogFooter>
        <Button onClick={onClose}>Not now</Button>
        <ApplyButton action={change.action} plan={isCurrent ? plan.data : undefined} busy={apply.isPending} onApply={go} />
      </DialogFooter>
    </>
  );
}

function wishOf(app: string, change: Change, takeOver: readonly string[]): ChangeWish {
  const { action } = change;
  if (action === 'restore') return { app, action, backup: change.backup.id };
  const scope = change.project === undefined ? {} : { project: change.project };
  return action === 'unwire' ? { app, action, ...scope } : { app, action, ...scope, takeOver: [...takeOver] };
}

interface ApplyButtonProps {
  readonly action: Change['action'];
  /** Undefined while it is being made. */
  readonly plan: WiringPlan | undefined;
  readonly busy: boolean;
  readonly onApply: (plan: WiringPlan) => void;
}

const verbs = { wire: 'Connect', unwire: 'Disconnect', restore: 'Restore' } as const;

function ApplyButton({ action, plan, busy, onApply }: ApplyButtonProps) {
  const loses = plan?.changes.some(({ lost }) => lost.length > 0) ?? false;
  return (
    <Button
      tone={loses ? 'danger' : 'primary'}
      disabled={plan === undefined}
      busy={busy}
      onClick={() => (plan === undefined ? undefined : onApply(plan))}
    >
      {verbs[action]}
    </Button>
  );
}

function ApplyFault({ error }: { readonly error: Error }) {
  if (isConflict(error)) {
    return (
      <Notice tone="warn" title="Something changed meanwhile, so nothing was written">
        <UntrustedText text={error.message} /> This is the change as it would be now.
      </Notice>
    );
  }
  return (
    <Notice tone="bad" title="Nothing was changed">
      <UntrustedText text={error.message} />
    </Notice>
  );
}

function titleOf(change: Change, label: string): string {
  if (change.action === 'restore') return `Restore the backup of ${formatTime(change.backup.at)}`;
  return `${verbs[change.action]} ${label}`;
}

function descriptionOf({ action }: Change): string {
  switch (action) {
    case 'wire':
      return 'This is the whole change. Nothing is written before you click Connect, and the file is backed up first.';
    case 'unwire':
      return 'Only Patchbay’s own entry goes; everything else in the file stays as it is.';
    case 'restore':
      return 'The file becomes what it was then. What it is now is backed up first.';
  }
}
