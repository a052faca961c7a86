import { Link } from '@tanstack/react-router';
import type { SignIn } from '../../../contract/sign-ins.ts';
import { useSignIns } from '../../api/safekeeping.ts';
import { Card } from '../../ui/page.tsx';
import { SignInLabel } from '../../ui/sign-in-label.tsx';
import { Time } from '../../ui/time.tsx';
import { UntrustedText } from '../../ui/untrusted-text.tsx';

/** Where the person is signed in, and for how long. Whoever has no server for that sees nothing of it. */
export function SignInsCard() {
  const signIns = useSignIns() ?? [];
  if (signIns.length === 0) return null;
  return (
    <Card title="Sign-ins">
      <ul className="divide-y divide-line">
        {signIns.map((signIn) => (
          <li key={signIn.server} className="flex min-h-14 flex-wrap items-center gap-x-4 gap-y-1 px-5 py-2">
            <div className="min-w-60 flex-1">
              <Link
                to="/servers/$name"
                params={{ name: signIn.server }}
                className="rounded-sm text-sm font-medium underline-offset-2 wrap-anywhere hover:underline"
              >
                {signIn.server}
              </Link>
              <p className="text-xs text-ink-soft wrap-anywhere">
                <Standing signIn={signIn} />
              </p>
            </div>
            <SignInLabel state={signIn.state} />
          </li>
        ))}
      </ul>
    </Card>
  );
}

function Standing({ signIn: { state, message, issuer, expiresAt, renewable } }: { readonly signIn: SignIn }) {
  if (state !== 'signed-in') return <UntrustedText text={message} />;
  return (
    <>
      {issuer === null ? 'For every app' : <UntrustedText text={`With ${issuer}, for every app`} />}
      {expiresAt === null ? null : (
        <>
          {' · valid until '}
          <Time at={expiresAt} />
          {renewable ? ', renewed by itself' : '; then you sign in again'}
        </>
      )}
    </>
  );
}
