import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { needsSignIn, useSecrets, useSignIns, useVault } from '../../api/safekeeping.ts';
import { buttonClass } from '../../ui/button.tsx';
import { countOf } from '../../ui/format.ts';
import { Notice } from '../../ui/notice.tsx';
import { UnlockButton } from '../../ui/unlock-button.tsx';
import { UntrustedText } from '../../ui/untrusted-text.tsx';

const shownAtMost = 4;

/** A vault that can't be used, secrets that are missing, and servers that wait for somebody to sign in. */
export function SafekeepingTrouble() {
  return (
    <>
      <VaultTrouble />
      <MissingSecrets />
      <NeededSignIns />
    </>
  );
}

/** Only where something lies in it; of one that can't be read nobody knows. */
function VaultTrouble() {
  const vault = useVault().data;
  const signIns = useSignIns() ?? [];
  if (vault === undefined || vault.state === 'open') return null;
  const broken = vault.state === 'broken';
  if (!broken && vault.secrets === 0 && !signIns.some(({ state }) => state === 'needs-unlock')) return null;
  return (
    <Notice
      tone={broken ? 'bad' : 'warn'}
      title={broken ? 'Your secrets can’t be read' : 'Your secrets are locked'}
      action={broken ? <ToSettings>Look</ToSettings> : <UnlockButton tone="primary" />}
    >
      <UntrustedText text={vault.message} />
    </Notice>
  );
}

function MissingSecrets() {
  const missing = (useSecrets().data ?? []).filter((secret) => secret.missing);
  const [first] = missing;
  if (first === undefined) return null;
  const servers = [...new Set(missing.flatMap((secret) => secret.usedBy))];
  return (
    <Notice
      tone="warn"
      title={`${countOf(missing.length, 'secret')} ${missing.length === 1 ? 'is' : 'are'} missing`}
      action={<ToSettings>{missing.length === 1 ? 'Set it' : 'Set them'}</ToSettings>}
    >
      {listed(servers)} can’t start without {missing.length === 1 ? first.name : 'them'}.
    </Notice>
  );
}

function ToSettings({ children }: { readonly children: ReactNode }) {
  return (
    <Link to="/settings" className={buttonClass('primary')}>
      {children}
    </Link>
  );
}

function NeededSignIns() {
  const needed = (useSignIns() ?? []).filter(needsSignIn);
  const left = needed.length - shownAtMost;
  return (
    <>
      {needed.slice(0, shownAtMost).map(({ server, message, state }) => (
        <Notice
          key={server}
          tone={state === 'failed' ? 'bad' : 'warn'}
          title={`${server} waits for you to sign in`}
          action={
            <Link to="/servers/$name" params={{ name: server }} aria-label={`Sign in at ${server}`} className={buttonClass('primary')}>
              Sign in
            </Link>
          }
        >
          <UntrustedText text={message} />
        </Notice>
      ))}
      {left > 0 ? (
        <Link to="/servers" className="block px-1 text-sm text-accent">
          {countOf(left, 'more server')} to sign in at
        </Link>
      ) : null}
    </>
  );
}

/** "github", "github and mail", "github, mail and 3 others". */
function listed(names: readonly string[]): string {
  const [first = '', second, ...others] = names;
  if (second === undefined) return first;
  return others.length === 0 ? `${first} and ${second}` : `${first}, ${second} and ${countOf(others.length, 'other')}`;
}
