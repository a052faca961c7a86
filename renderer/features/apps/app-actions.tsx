import { Plug, Unplug, Wrench } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { isOfEntry, type KnownApp } from '../../../contract/known-apps.ts';
import { Button } from '../../ui/button.tsx';
import { useTellFailure } from '../../ui/toasts.tsx';
import { isWired } from './app-words.ts';
import { ChangeDialog } from './change-dialog.tsx';
import { ConnectAppDialog } from './connect-app-dialog.tsx';
import { type Change, useMend } from './use-change.ts';

/** What can be done with an app in its state, the most useful last. */
export function AppActions({ app }: { readonly app: KnownApp }) {
  switch (app.wiring) {
    case 'import-only':
      return null;
    case 'snippet':
      return <PasteAction app={app} />;
    case 'file':
      return <WireActions app={app} />;
  }
}

function PasteAction({ app }: { readonly app: KnownApp }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button onClick={() => setOpen(true)} aria-label={`What to paste into ${app.label}`}>
        What to paste
      </Button>
      <ConnectAppDialog app={app} open={open} onOpenChange={setOpen} />
    </>
  );
}

function WireActions({ app }: { readonly app: KnownApp }) {
  const [change, setChange] = useState<Change | null>(null);
  return (
    <>
      <Buttons app={app} onChange={setChange} />
      <ChangeDialog app={app} change={change} onClose={() => setChange(null)} />
    </>
  );
}

function Buttons({ app, onChange }: { readonly app: KnownApp; readonly onChange: (change: Change) => void }) {
  const disconnect = (
    <Button tone="quiet" onClick={() => onChange({ action: 'unwire' })} aria-label={`Disconnect ${app.label}`}>
      <Unplug aria-hidden className="size-3.5" />
      Disconnect
    </Button>
  );
  if (app.drift.some(isOfEntry)) return <Pair first={disconnect} second={<MendButton app={app} />} />;
  if (!isWired(app)) {
    return (
      <Button onClick={() => onChange({ action: 'wire' })} disabled={app.state === 'unreadable'} aria-label={`Connect ${app.label}`}>
        <Plug aria-hidden className="size-3.5" />
        Connect
      </Button>
    );
  }
  if (!app.drift.some(({ kind }) => kind === 'bypass')) return disconnect;
  const look = (
    <Button tone="primary" onClick={() => onChange({ action: 'wire' })} aria-label={`Look at the servers of ${app.label}`}>
      Look and decide
    </Button>
  );
  return <Pair first={disconnect} second={look} />;
}

function MendButton({ app }: { readonly app: KnownApp }) {
  const tellFailure = useTellFailure();
  const lost = app.drift.filter(isOfEntry).map(({ path }) => path);
  const mend = useMend(app, lost);
  return (
    <Button
      tone="primary"
      busy={mend.isPending}
      onClick={() => mend.mutate(undefined, { onError: (error) => tellFailure(`${app.label} couldn’t be mended`, error) })}
      aria-label={`Mend ${app.label}`}
    >
      <Wrench aria-hidden className="size-3.5" />
      Mend
    </Button>
  );
}

function Pair({ first, second }: { readonly first: ReactNode; readonly second: ReactNode }) {
  return (
    <span className="flex gap-2">
      {first}
      {second}
    </span>
  );
}
