import { useState } from 'react';
import type { Input } from '../../../contract/contract.ts';
import type { SetUpProposal } from '../../../contract/first-run.ts';
import { Button } from '../../ui/button.tsx';
import { countOf } from '../../ui/format.ts';
import { Option } from '../../ui/labelled.tsx';
import { Notice } from '../../ui/notice.tsx';
import { stickyFooter } from '../../ui/page.tsx';
import { Unready } from '../../ui/unready.tsx';
import { UntrustedText } from '../../ui/untrusted-text.tsx';
import { LaterButton } from './later-button.tsx';
import { LeftOut } from './left-out.tsx';
import { NothingFound } from './nothing-found.tsx';
import { ProposedApps } from './proposed-apps.tsx';
import { ProposedServers } from './proposed-servers.tsx';
import { useProposal } from './use-set-up.ts';

type Chosen = Input<'firstRun.apply'>;

interface ProposalProps {
  /** Why setting up failed as a whole. */
  readonly error: Error | null;
  readonly onSetUp: (chosen: Chosen) => void;
}

/** What Patchbay would do. Everything is checked until the person takes the check away. */
export function Proposal({ error, onSetUp }: ProposalProps) {
  const query = useProposal(true);
  return (
    <div className="space-y-5 pt-1">
      {error === null ? null : (
        <Notice tone="bad" title="Setting up failed">
          <UntrustedText text={error.message} />
        </Notice>
      )}
      {query.data === undefined ? (
        <div className="rounded-xl border border-line bg-surface shadow-card">
          <Unready query={query} what="What is on this computer" lines={6} />
          {query.error === null ? null : (
            <div className="flex justify-center pb-8">
              <LaterButton />
            </div>
          )}
        </div>
      ) : (
        <Lists proposal={query.data} onSetUp={onSetUp} />
      )}
    </div>
  );
}

function Lists({ proposal, onSetUp }: { readonly proposal: SetUpProposal; readonly onSetUp: (chosen: Chosen) => void }) {
  const { apps, servers, leftOut } = proposal;
  const [without, setWithout] = useState<ReadonlySet<string>>(new Set());
  const [moveOut, setMoveOut] = useState(false);
  const toggle = (key: string, checked: boolean) => setWithout((before) => toggled(before, key, checked));
  const chosenApps = apps.filter(({ app }) => !without.has(app));
  const chosenServers = servers.filter(({ id }) => !without.has(id));
  if (apps.length + servers.length === 0) return <NothingFound leftOut={leftOut} onTry={() => onSetUp({ apps: [], servers: [] })} />;
  const chosen = { apps: chosenApps.map(({ app }) => app), servers: chosenServers.map(({ id }) => id), moveOut };
  return (
    <>
      {apps.length === 0 ? null : <ProposedApps apps={apps} without={without} onToggle={toggle} />}
      {servers.length === 0 ? null : (
        <ProposedServers servers={servers} without={without} onToggle={toggle}>
          {chosenApps.length === 0 ? null : <MoveOut checked={moveOut} onChange={setMoveOut} />}
        </ProposedServers>
      )}
      <LeftOut sentences={leftOut} />
      <Footer
        summary={summaryOf(
          chosenApps.length,
          chosenServers.length,
          chosenServers.reduce((sum, { secrets }) => sum + secrets.length, 0),
        )}
        disabled={chosenApps.length + chosenServers.length === 0}
        onSetUp={() => onSetUp(chosen)}
      />
    </>
  );
}

function MoveOut({ checked, onChange }: { readonly checked: boolean; readonly onChange: (checked: boolean) => void }) {
  return (
    <div className="border-t border-line bg-sunken px-4 py-2.5">
      <Option
        kind="checkbox"
        name="move-out"
        checked={checked}
        onChange={onChange}
        label={
          <span className="text-sm">
            Also take these servers out of the apps’ own files
            <span className="block text-xs text-ink-soft">
              Without it, the apps go on starting their own copies, past Patchbay’s rules and log, and see each tool twice. Undo puts them
              back.
            </span>
          </span>
        }
      />
    </div>
  );
}

interface FooterProps {
  readonly summary: string;
  readonly disabled: boolean;
  readonly onSetUp: () => void;
}

function Footer({ summary, disabled, onSetUp }: FooterProps) {
  return (
    <footer className={`${stickyFooter} gap-3`}>
      <p className="min-w-0 flex-1 text-sm text-ink-soft">
        <span className="block font-medium text-ink">{summary}</span>
        Nothing happens before you click. One click takes everything back.
      </p>
      <LaterButton />
      <Button tone="primary" disabled={disabled} onClick={onSetUp}>
        Set up
      </Button>
    </footer>
  );
}

function summaryOf(apps: number, servers: number, secrets: number): string {
  const parts = [
    apps === 0 ? null : `connect ${countOf(apps, 'app')}`,
    servers === 0 ? null : `take over ${countOf(servers, 'server')}`,
    secrets === 0 ? null : `move ${countOf(secrets, 'secret')} into the vault`,
  ].filter((part) => part !== null);
  const [first = 'nothing is chosen', ...rest] = parts;
  return [`${first.charAt(0).toUpperCase()}${first.slice(1)}`, ...rest].join(', ');
}

function toggled(before: ReadonlySet<string>, key: string, checked: boolean): ReadonlySet<string> {
  const after = new Set(before);
  if (checked) after.delete(key);
  else after.add(key);
  return after;
}
