import { useState } from 'react';
import { useStartOver } from '../../api/safekeeping.ts';
import { Button } from '../../ui/button.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { useTellFailure } from '../../ui/toasts.tsx';

/** For a vault that can't be opened any more. Asks first, because every secret has to be entered again. */
export function StartOver({ onDone }: { readonly onDone: (kept: string) => void }) {
  const [asking, setAsking] = useState(false);
  const tellFailure = useTellFailure();
  const startOver = useStartOver(onDone, (error) => tellFailure('No new vault was begun', error));
  return (
    <>
      <Button busy={startOver.isPending} onClick={() => setAsking(true)}>
        Begin a new vault…
      </Button>
      <Confirm open={asking} onOpenChange={setAsking} title="Begin a new vault?" action="Begin anew" onConfirm={() => startOver.mutate()}>
        The new one is empty: every secret has to be entered again, and you have to sign in again everywhere. The old file is kept beside
        it. If the keychain is only locked, unlock it instead.
      </Confirm>
    </>
  );
}
