import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useClient } from '../../api/context.tsx';
import { setUpQuery } from '../../api/queries.ts';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Page } from '../../ui/page.tsx';
import { Unready } from '../../ui/unready.tsx';
import { Outcome, UndoOutcome } from './outcome.tsx';
import { Proposal } from './proposal.tsx';
import { StepList } from './step-list.tsx';
import { useNoteWelcomed, useProgress, useSetUp, useUndoSetUp } from './use-set-up.ts';

const whatItIs =
  'Patchbay stands between your AI apps and the servers that give them tools: it asks you before something is changed, and keeps a log.';

/** Everything that Patchbay would do at first, in one list; done on one click, and undone on one. */
export function WelcomePage() {
  useNoteWelcomed();
  const state = useQuery(setUpQuery(useClient()));
  return (
    <Page title="Welcome to Patchbay" subtitle={whatItIs} layout="scroll">
      {state.data === undefined ? (
        <Sheet>
          <Unready query={state} what="The state of setting up" lines={4} />
        </Sheet>
      ) : (
        <Steps canUndo={state.data.canUndo} before={state.data.result} />
      )}
    </Page>
  );
}

interface StepsProps {
  readonly canUndo: boolean;
  /** What an earlier visit did. */
  readonly before: React.ComponentProps<typeof Outcome>['result'] | null;
}

function Steps({ canUndo, before }: StepsProps) {
  const setUp = useSetUp();
  const undo = useUndoSetUp();
  const [again, setAgain] = useState(false);
  const restart = () => {
    setUp.reset();
    undo.reset();
    setAgain(true);
  };
  const result = setUp.data ?? (again ? null : before);
  if (setUp.isPending) return <Running title="Setting up …" />;
  if (undo.isPending) return <Running title="Taking everything back …" />;
  if (undo.data !== undefined) return <UndoOutcome steps={undo.data.steps} onAgain={restart} />;
  if (result === null) {
    return (
      <>
        {canUndo && !again ? <Interrupted onUndo={() => undo.mutate()} /> : null}
        <Proposal error={setUp.error ?? undo.error} onSetUp={setUp.mutate} />
      </>
    );
  }
  return <Outcome result={result} canUndo={canUndo} error={undo.error} onUndo={() => undo.mutate()} onAgain={restart} />;
}

/** Patchbay was ended in the middle of it, or something couldn't be taken back. */
function Interrupted({ onUndo }: { readonly onUndo: () => void }) {
  return (
    <div className="pt-1 pb-5">
      <Notice tone="warn" title="Setting up was left half done" action={<Button onClick={onUndo}>Undo what was done</Button>}>
        Go on with the list below, or take back what had been done.
      </Notice>
    </div>
  );
}

function Running({ title }: { readonly title: string }) {
  const progress = useProgress();
  return (
    <Sheet>
      <h2 className="px-5 pt-4 text-lg font-semibold">{title}</h2>
      <StepList steps={progress?.steps ?? []} doing={progress?.doing ?? 'Getting ready'} />
    </Sheet>
  );
}

function Sheet({ children }: { readonly children: React.ReactNode }) {
  return <div className="mt-1 rounded-xl border border-line bg-surface shadow-card">{children}</div>;
}
