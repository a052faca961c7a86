import { type FormEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import type { ImportCandidate } from '../../../../contract/imports.ts';
import { useStatus } from '../../../api/live.ts';
import { countOf } from '../../../ui/format.ts';
import { Notice } from '../../../ui/notice.tsx';
import { UntrustedText } from '../../../ui/untrusted-text.tsx';
import { CandidateCard } from './candidate-card.tsx';
import { type ChoiceFaults, faultsOf, secretsIn, takingsOf } from './choices.ts';
import { TakeBar } from './take-bar.tsx';
import { useChoices } from './use-choices.ts';
import { useTaking } from './use-taking.ts';
import { VaultNotice } from './vault-notice.tsx';

interface TakeFormProps {
  readonly candidates: readonly ImportCandidate[];
  /** Stands above the cards and scrolls with them. */
  readonly above?: ReactNode;
  /** To choose from, even if it is only one. */
  readonly several?: boolean;
  /** Puts the cards of the candidates where they belong. */
  readonly children?: (card: (candidate: ImportCandidate) => ReactNode) => ReactNode;
}

/** Servers to choose from, or the one that was chosen: shown in full, then added with one click. */
export function TakeForm({ candidates, above, several = candidates.length > 1, children }: TakeFormProps) {
  const alone = !several;
  const { choices, change, chooseAll } = useChoices(candidates, alone);
  const { take, outcome } = useTaking();
  const open = candidates.filter(({ id }) => !outcome.added.has(id));
  const { faults, box, isReady } = useFaults(faultsOf(open, choices, useServerNames()));
  const takings = takingsOf(open, choices);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (takings.length > 0 && !take.isPending && isReady()) take.mutate(takings);
  };
  const card = (candidate: ImportCandidate) => {
    const choice = choices.get(candidate.id);
    if (choice === undefined) return null;
    return (
      <CandidateCard
        candidate={candidate}
        choice={choice}
        faults={faults.get(candidate.id) ?? null}
        onChange={(part) => change(candidate.id, part)}
        alone={alone}
        addedAs={outcome.added.get(candidate.id) ?? null}
      />
    );
  };
  const secrets = secretsIn(open, choices);
  return (
    <form onSubmit={submit} noValidate className="flex min-h-80 flex-1 flex-col">
      <div ref={box} className="-mx-1 min-h-0 flex-1 space-y-3 overflow-y-auto px-1 pb-4">
        {above}
        {children === undefined ? candidates.map((candidate) => <div key={candidate.id}>{card(candidate)}</div>) : children(card)}
      </div>
      <div className="shrink-0 border-t border-line pt-4">
        <div className="max-h-60 space-y-3 overflow-y-auto pb-4 empty:hidden">
          <VaultNotice secrets={secrets} />
          {take.error === null ? null : <Notice tone="bad">{take.error.message}</Notice>}
          <Failures failed={outcome.failed} added={outcome.added.size} />
        </div>
        <TakeBar
          chosen={takings.length}
          open={open.map(({ id }) => id)}
          secrets={secrets}
          busy={take.isPending}
          alone={alone}
          onChooseAll={chooseAll}
        />
      </div>
    </form>
  );
}

function useServerNames(): ReadonlySet<string> {
  return new Set(useStatus().data?.servers.map(({ name }) => name));
}

/** Faults are shown from the first try on, which leads to the first of them. */
function useFaults(faults: ReadonlyMap<string, ChoiceFaults>) {
  const [tries, setTries] = useState(0);
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (tries > 0) box.current?.querySelector<HTMLElement>('[data-fault] :is(input, select)')?.focus();
  }, [tries]);
  const isReady = () => {
    setTries((before) => (faults.size === 0 ? 0 : before + 1));
    return faults.size === 0;
  };
  return { faults: tries === 0 ? noFaults : faults, box, isReady };
}

const noFaults: ReadonlyMap<string, ChoiceFaults> = new Map();

interface FailuresProps {
  readonly failed: readonly { readonly name: string; readonly message: string }[];
  readonly added: number;
}

function Failures({ failed, added }: FailuresProps) {
  if (failed.length === 0) return null;
  return (
    <Notice
      tone="bad"
      title={`${countOf(failed.length, 'server')} couldn’t be added${added === 0 ? '' : `; ${countOf(added, 'other', 'others')} ${added === 1 ? 'was' : 'were'}`}`}
    >
      <ul className="space-y-1">
        {failed.map(({ name, message }) => (
          <li key={name}>
            <strong className="font-medium text-ink">{name}</strong>: <UntrustedText text={message} />
          </li>
        ))}
      </ul>
    </Notice>
  );
}
