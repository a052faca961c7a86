import { Link } from '@tanstack/react-router';
import { CircleCheck, TriangleAlert } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import type { SetUpResult, SetUpStep } from '../../../contract/first-run.ts';
import { Button, buttonClass } from '../../ui/button.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { countOf, formatDuration } from '../../ui/format.ts';
import { LongText } from '../../ui/long-text.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Card, stickyFooter } from '../../ui/page.tsx';
import { UntrustedText } from '../../ui/untrusted-text.tsx';
import { StepList } from './step-list.tsx';

interface OutcomeProps {
  readonly result: SetUpResult;
  readonly canUndo: boolean;
  /** Why undoing failed. */
  readonly error: Error | null;
  readonly onUndo: () => void;
  readonly onAgain: () => void;
}

/** What was done, the call that proves it, and the way back. */
export function Outcome({ result: { steps, call }, canUndo, error, onUndo, onAgain }: OutcomeProps) {
  const failed = steps.filter((step) => !step.ok).length;
  return (
    <div className="space-y-5 pt-1">
      <Headline ok={failed === 0} title={failed === 0 ? 'Patchbay is set up' : `Patchbay is set up, but for ${countOf(failed, 'step')}`}>
        Restart your apps once, so that they see it. Everything here can be changed on the pages Apps and Servers.
      </Headline>
      {error === null ? null : (
        <Notice tone="bad" title="It couldn’t be undone">
          <UntrustedText text={error.message} />
        </Notice>
      )}
      {call === null ? null : <Proof call={call} />}
      <Card title="What was done">
        <StepList steps={steps} doing={null} />
      </Card>
      <WaysOn onAgain={onAgain}>{canUndo ? <UndoButton onUndo={onUndo} /> : null}</WaysOn>
    </div>
  );
}

function UndoButton({ onUndo }: { readonly onUndo: () => void }) {
  const [asking, setAsking] = useState(false);
  return (
    <>
      <Button tone="quiet" onClick={() => setAsking(true)}>
        Undo everything
      </Button>
      <Confirm open={asking} onOpenChange={setAsking} title="Undo everything?" action="Undo everything" onConfirm={onUndo}>
        The apps are disconnected, the servers that were taken over are removed from Patchbay, and their secrets from the vault. What the
        apps’ files said before is put back.
      </Confirm>
    </>
  );
}

/** The call that ended it: what a tool answered. */
function Proof({ call: { tool, ok, answer, durationMs } }: { readonly call: NonNullable<SetUpResult['call']> }) {
  return (
    <Card title={ok ? 'A call that worked' : 'The first call didn’t work'}>
      <div className="space-y-2 px-5 py-4">
        <p className="text-sm">
          <span className="font-mono font-medium wrap-anywhere">
            <UntrustedText text={tool} />
          </span>{' '}
          <span className="text-ink-soft">
            {ok ? `answered in ${formatDuration(durationMs)}` : `failed after ${formatDuration(durationMs)}`}
          </span>
        </p>
        <div className="rounded-lg border border-line bg-sunken px-3 py-2">
          <LongText label="Answer" text={answer.trim() === '' ? '(an empty answer)' : answer.trim()} mono />
        </div>
      </div>
    </Card>
  );
}

/** After "Undo everything". */
export function UndoOutcome({ steps, onAgain }: { readonly steps: readonly SetUpStep[]; readonly onAgain: () => void }) {
  const failed = steps.filter((step) => !step.ok).length;
  return (
    <div className="space-y-5 pt-1">
      <Headline
        ok={failed === 0}
        title={failed === 0 ? 'Everything is as it was before' : `${countOf(failed, 'step')} couldn’t be taken back`}
      >
        {failed === 0 ? 'Restart your apps once, so that they notice.' : 'What is left is below, each with its reason.'}
      </Headline>
      <Card title="What was taken back">
        <StepList steps={steps} doing={null} />
      </Card>
      <WaysOn onAgain={onAgain} />
    </div>
  );
}

/** In sight however long the list of steps is. */
function WaysOn({ onAgain, children }: { readonly onAgain: () => void; readonly children?: ReactNode }) {
  return (
    <footer className={`${stickyFooter} justify-end gap-2`}>
      {children}
      <Button onClick={onAgain}>Look again</Button>
      <Link to="/" className={buttonClass('primary')}>
        Go to the overview
      </Link>
    </footer>
  );
}

function Headline({ ok, title, children }: { readonly ok: boolean; readonly title: string; readonly children: ReactNode }) {
  const Icon = ok ? CircleCheck : TriangleAlert;
  return (
    <section aria-label="Outcome" className="flex items-center gap-4 rounded-xl border border-line bg-surface p-5 shadow-card">
      <span
        className={`flex size-11 shrink-0 items-center justify-center rounded-xl ${ok ? 'bg-ok-soft text-ok' : 'bg-warn-soft text-warn'}`}
      >
        <Icon aria-hidden className="size-6" />
      </span>
      <div className="min-w-0">
        <output className="block text-lg font-semibold">{title}</output>
        <p className="text-sm text-ink-soft">{children}</p>
      </div>
    </section>
  );
}
