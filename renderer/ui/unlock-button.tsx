import { LockKeyholeOpen } from 'lucide-react';
import { useUnlock } from '../api/safekeeping.ts';
import { Button } from './button.tsx';
import { useTellFailure } from './toasts.tsx';

/** Asks the keychain again; the system may show a window of its own for a password. */
export function UnlockButton({ tone = 'plain' }: { readonly tone?: 'plain' | 'primary' }) {
  const tellFailure = useTellFailure();
  const unlock = useUnlock((error) => tellFailure('The vault stays locked', error));
  return (
    <Button tone={tone} busy={unlock.isPending} onClick={() => unlock.mutate()}>
      <LockKeyholeOpen aria-hidden className="size-3.5" />
      Unlock
    </Button>
  );
}
