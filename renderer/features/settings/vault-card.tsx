import { useState } from 'react';
import { FileLock, LockKeyhole, type LucideIcon, ShieldAlert, ShieldCheck } from 'lucide-react';
import type { VaultStatus } from '../../../contract/vault.ts';
import { useVault } from '../../api/safekeeping.ts';
import { classes } from '../../ui/classes.ts';
import { Notice } from '../../ui/notice.tsx';
import { Card } from '../../ui/page.tsx';
import { UnlockButton } from '../../ui/unlock-button.tsx';
import { Unready } from '../../ui/unready.tsx';
import { UntrustedText } from '../../ui/untrusted-text.tsx';
import { StartOver } from './start-over.tsx';

interface Look {
  readonly title: string;
  readonly icon: LucideIcon;
  readonly colour: string;
}

const openLooks: Record<VaultStatus['protection'], Look> = {
  keychain: { title: 'Protected by this computer’s keychain', icon: ShieldCheck, colour: 'bg-ok-soft text-ok' },
  file: { title: 'Encrypted, with the key beside it', icon: FileLock, colour: 'bg-warn-soft text-warn' },
};

const shutLooks: Record<Exclude<VaultStatus['state'], 'open'>, Look> = {
  locked: { title: 'Locked', icon: LockKeyhole, colour: 'bg-warn-soft text-warn' },
  broken: { title: 'Can’t be read', icon: ShieldAlert, colour: 'bg-bad-soft text-bad' },
};

/** What protects the secrets, in words, and the way back in where they can't be had. */
export function VaultCard() {
  const query = useVault();
  return (
    <Card title="Vault">
      {query.data === undefined ? <Unready query={query} what="The vault" lines={1} /> : <Facts vault={query.data} />}
    </Card>
  );
}

function Facts({ vault }: { readonly vault: VaultStatus }) {
  const [kept, setKept] = useState<string | null>(null);
  const { title, icon: Icon, colour } = vault.state === 'open' ? openLooks[vault.protection] : shutLooks[vault.state];
  return (
    <div className="space-y-4 px-5 py-4">
      <div className="flex flex-wrap items-center gap-4">
        <span className={classes('flex size-11 shrink-0 items-center justify-center rounded-xl', colour)}>
          <Icon aria-hidden className="size-6" />
        </span>
        <div className="min-w-60 flex-1">
          <output className="block text-base font-medium">{title}</output>
          <p className="max-w-180 text-sm text-ink-soft wrap-anywhere">
            <UntrustedText text={vault.message} />
          </p>
        </div>
        <div className="flex flex-wrap gap-2">
          {vault.mayStartOver ? <StartOver onDone={setKept} /> : null}
          {vault.state === 'open' ? null : <UnlockButton tone="primary" />}
        </div>
      </div>
      {kept === null || vault.state !== 'open' ? null : <BegunAnew kept={kept} />}
    </div>
  );
}

function BegunAnew({ kept }: { readonly kept: string }) {
  return (
    <Notice tone="ok" title="An empty vault was begun">
      Set the secrets again that are missing below. The old vault is kept as <UntrustedText text={kept} />.
    </Notice>
  );
}
