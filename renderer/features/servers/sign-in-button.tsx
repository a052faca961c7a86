import { LogIn, X } from 'lucide-react';
import type { SignIn } from '../../../contract/sign-ins.ts';
import { needsSignIn } from '../../api/safekeeping.ts';
import { Button } from '../../ui/button.tsx';
import { UnlockButton } from '../../ui/unlock-button.tsx';
import { useSignIn } from './use-sign-in.ts';

/** The next step of signing in, where there is one. */
export function SignInButton({ signIn }: { readonly signIn: SignIn }) {
  const { server, state } = signIn;
  const { start, cancel } = useSignIn(server);
  if (state === 'needs-unlock') return <UnlockButton tone="primary" />;
  if (state === 'waiting-for-browser') {
    return (
      <Button busy={cancel.isPending} onClick={() => cancel.mutate()} aria-label={`Cancel signing in at ${server}`}>
        <X aria-hidden className="size-3.5" />
        Cancel
      </Button>
    );
  }
  if (!needsSignIn(signIn)) return null;
  const words = state === 'signed-out' ? 'Sign in' : 'Sign in again';
  return (
    <Button tone="primary" busy={start.isPending} onClick={() => start.mutate()} aria-label={`${words} at ${server}`}>
      <LogIn aria-hidden className="size-3.5" />
      {words}
    </Button>
  );
}
