import { RotateCw } from 'lucide-react';
import { useEffect, useRef } from 'react';
import type { KnownApp, WiringPlan } from '../../../contract/known-apps.ts';
import { Button } from '../../ui/button.tsx';
import { DialogBody, DialogFooter } from '../../ui/dialog.tsx';
import { countOf } from '../../ui/format.ts';
import { Notice } from '../../ui/notice.tsx';
import { UntrustedText } from '../../ui/untrusted-text.tsx';
import { GateList } from './app-notices.tsx';
import type { Change } from './use-change.ts';
import { useUndo } from './use-undo.ts';

interface ChangeDoneProps {
  readonly app: KnownApp;
  readonly change: Change;
  /** Before the change. */
  readonly wasWired: boolean;
  readonly plan: WiringPlan;
  readonly onClose: () => void;
}

/** What was done, what the person does now, and the way back. */
export function ChangeDone({ app, change, wasWired, plan, onClose }: ChangeDoneProps) {
  const undo = useUndo({ change, wasWired, done: plan });
  const button = useRef<HTMLButtonElement>(null);
  // The button that was clicked is gone.
  useEffect(() => button.current?.focus(), []);
  return (
    <>
      <DialogBody>
        <Notice tone="ok" title={undo.isSuccess ? 'Taken back' : doneWords(app.label)[plan.action]}>
          {undo.isSuccess ? takenBack(plan) : movedWords(plan)}
        </Notice>
        {undo.error === null ? null : (
          <Notice tone="bad" title="It couldn’t be taken back">
            <UntrustedText text={undo.error.message} />
          </Notice>
        )}
        <WhatNow sentence={plan.action === 'wire' && !undo.isSuccess ? app.reload : `Start ${app.label} again, so that it notices.`} />
        {undo.isSuccess ? null : <GateList gates={app.gates} />}
      </DialogBody>
      <DialogFooter>
        {undo.isSuccess ? null : (
          <Button busy={undo.isPending} onClick={() => undo.mutate()}>
            Undo
          </Button>
        )}
        <Button ref={button} tone="primary" onClick={onClose}>
          Done
        </Button>
      </DialogFooter>
    </>
  );
}

function WhatNow({ sentence }: { readonly sentence: string }) {
  if (sentence === '') return null;
  return (
    <section aria-label="What to do now" className="flex items-start gap-3 px-1">
      <RotateCw aria-hidden className="mt-0.5 size-4 shrink-0 text-accent" />
      <div className="min-w-0 text-sm">
        <h3 className="font-medium">What to do now</h3>
        <p className="text-ink-soft wrap-anywhere">
          <UntrustedText text={sentence} />
        </p>
      </div>
    </section>
  );
}

function doneWords(label: string): Record<WiringPlan['action'], string> {
  return { wire: `${label} knows Patchbay now`, unwire: `${label} no longer knows Patchbay`, restore: 'The file is as it was then' };
}

function movedWords({ takesOver }: WiringPlan): string | undefined {
  if (takesOver.length === 0) return undefined;
  return `${countOf(takesOver.length, 'server')} moved into Patchbay: ${takesOver.join(', ')}.`;
}

function takenBack({ takesOver }: WiringPlan): string {
  if (takesOver.length === 0) return 'The app’s settings are as they were before.';
  return `The app’s settings are as they were before. Patchbay keeps ${takesOver.join(', ')}, too: remove them on the Servers page if you don’t want them there.`;
}
