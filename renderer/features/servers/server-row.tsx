import { Link } from '@tanstack/react-router';
import { ChevronRight } from 'lucide-react';
import type { Server } from '../../../contract/models.ts';
import type { SignIn } from '../../../contract/sign-ins.ts';
import { useSignIns } from '../../api/safekeeping.ts';
import { countOf } from '../../ui/format.ts';
import { ServerStateLabel } from '../../ui/server-state.tsx';
import { UntrustedText } from '../../ui/untrusted-text.tsx';
import { ServerControls } from './server-controls.tsx';
import { SignInButton } from './sign-in-button.tsx';
import { SignInLabel } from '../../ui/sign-in-label.tsx';

/** One server of the list: what it is, how it is, what it last complained about. */
export function ServerRow({ item: server }: { readonly item: Server }) {
  const signIn = useSignIns()?.find((each) => each.server === server.name);
  return (
    <div className="flex items-center gap-4 px-5 py-3 hover:bg-hover/50">
      <div className="min-w-0 flex-1">
        <div className="flex flex-wrap items-center gap-x-3">
          <Link
            to="/servers/$name"
            params={{ name: server.name }}
            className="group flex min-w-0 items-center gap-0.5 rounded-md font-medium hover:text-accent"
          >
            <span className="truncate">{server.name}</span>
            <ChevronRight aria-hidden className="size-4 shrink-0 text-ink-faint group-hover:text-accent" />
          </Link>
          <ServerStateLabel server={server} />
          {signIn === undefined || server.state === 'needs-sign-in' ? null : <SignInLabel state={signIn.state} />}
          <span className="text-xs text-ink-faint tabular-nums">{factsOf(server)}</span>
        </div>
        <p className="mt-0.5 truncate font-mono text-xs text-ink-soft" title={server.command}>
          <UntrustedText text={server.command} />
        </p>
        {server.lastError === null || server.state === 'needs-sign-in' ? null : (
          <p className="mt-1 line-clamp-2 text-xs text-bad wrap-anywhere">
            <UntrustedText text={server.lastError} />
          </p>
        )}
        {signIn === undefined ? null : <SignInNote signIn={signIn} />}
      </div>
      {signIn === undefined || server.state === 'needs-unlock' ? null : <SignInButton signIn={signIn} />}
      <ServerControls server={server} />
    </div>
  );
}

/** What stands in the way, or where to go on. */
function SignInNote({ signIn: { state, message } }: { readonly signIn: SignIn }) {
  if (state === 'signed-in') return null;
  return (
    <p className="mt-1 line-clamp-2 text-xs text-ink-soft wrap-anywhere">
      <UntrustedText text={message} />
    </p>
  );
}

function factsOf({ kind, tools, callsInFlight }: Server): string {
  return [
    kind === 'builtin' ? 'built in' : null,
    kind === 'http' ? 'remote' : null,
    tools === 0 ? null : countOf(tools, 'tool'),
    callsInFlight === 0 ? null : `${countOf(callsInFlight, 'call')} right now`,
  ]
    .filter((fact) => fact !== null)
    .join(' · ');
}
