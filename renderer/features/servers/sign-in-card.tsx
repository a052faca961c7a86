import { LogOut } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import type { SignIn } from '../../../contract/sign-ins.ts';
import { useApi } from '../../api/context.tsx';
import { Button, buttonClass } from '../../ui/button.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { Time } from '../../ui/time.tsx';
import { UntrustedText } from '../../ui/untrusted-text.tsx';
import { SignInButton } from './sign-in-button.tsx';
import { SignInLabel } from '../../ui/sign-in-label.tsx';
import { useSignIn } from './use-sign-in.ts';

/** Who vouches for the person at this server, for how long and for what. */
export function SignInCard({ signIn }: { readonly signIn: SignIn }) {
  const { state, message, address } = signIn;
  return (
    <section aria-label="Sign-in" className="space-y-3 rounded-xl border border-line bg-surface px-5 py-4 shadow-card">
      <div className="flex items-start gap-4 max-md:flex-col max-md:items-stretch">
        <div className="min-w-0 flex-1">
          <output className="block">
            <SignInLabel state={state} />
          </output>
          <p className="mt-0.5 text-sm text-ink-soft wrap-anywhere">
            <UntrustedText text={message} />
            {state === 'signed-in' ? null : ' One sign-in serves every app.'}
          </p>
        </div>
        <div className="flex gap-2">
          <SignInButton signIn={signIn} />
          <SignOut signIn={signIn} />
        </div>
      </div>
      {address === null ? null : <SignInAddress address={address} />}
      <Standing signIn={signIn} />
    </section>
  );
}

/** Who vouches, and once somebody is signed in, for what and how long. */
function Standing({ signIn }: { readonly signIn: SignIn }) {
  const { state, issuer, scopes } = signIn;
  if (issuer === null) return null;
  const isIn = signedIn.has(state);
  return (
    <dl className="flex flex-wrap gap-x-10 gap-y-2 border-t border-line pt-3">
      <Fact term={isIn ? 'Signed in with' : 'You sign in with'}>
        <UntrustedText text={issuer} />
      </Fact>
      {isIn ? (
        <>
          <Fact term="Rights">{scopes.length === 0 ? 'those that everybody has' : <UntrustedText text={scopes.join(', ')} />}</Fact>
          <Validity signIn={signIn} />
        </>
      ) : null}
    </dl>
  );
}

function Validity({ signIn: { expiresAt, renewable } }: { readonly signIn: SignIn }) {
  if (expiresAt === null) return null;
  return (
    <Fact term="Valid until">
      <Time at={expiresAt} />
      {renewable ? ', and renewed by itself before that' : '; then you sign in again'}
    </Fact>
  );
}

function Fact({ term, children }: { readonly term: string; readonly children: ReactNode }) {
  return (
    <div className="min-w-0">
      <dt className="text-xs whitespace-nowrap text-ink-faint">{term}</dt>
      <dd className="mt-0.5 text-sm wrap-anywhere">{children}</dd>
    </div>
  );
}

/** Where no browser could be opened: the page to go to, in full. In the desktop's window links lead nowhere, so there it is copied. */
function SignInAddress({ address }: { readonly address: string }) {
  const { shell } = useApi().connection;
  return (
    <div className="rounded-lg border border-line bg-sunken p-3">
      <p className="max-h-24 overflow-y-auto font-mono text-xs wrap-anywhere select-text">
        <UntrustedText text={address} />
      </p>
      <div className="mt-2.5 flex gap-2">
        {shell === 'desktop' ? null : (
          <a href={address} target="_blank" rel="noopener noreferrer" className={buttonClass('primary')}>
            Open the page
          </a>
        )}
        <CopyButton text={address} label="Copy the address" />
      </div>
    </div>
  );
}

const signedIn: ReadonlySet<SignIn['state']> = new Set(['signed-in', 'needs-more', 'expired']);

/** Also where tokens are kept that could not be renewed just now. */
function SignOut({ signIn: { server, state, renewable } }: { readonly signIn: SignIn }) {
  const [asking, setAsking] = useState(false);
  const { end } = useSignIn(server);
  if (!signedIn.has(state) && !renewable) return null;
  return (
    <>
      <Button tone="quiet" busy={end.isPending} onClick={() => setAsking(true)}>
        <LogOut aria-hidden className="size-3.5" />
        Sign out
      </Button>
      <Confirm open={asking} onOpenChange={setAsking} title={`Sign out of ${server}?`} action="Sign out" onConfirm={() => end.mutate()}>
        This sign-in serves every app: none of them can use {server} until you sign in again.
      </Confirm>
    </>
  );
}
