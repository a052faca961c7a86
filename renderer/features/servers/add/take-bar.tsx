import { Button } from '../../../ui/button.tsx';
import { countOf } from '../../../ui/format.ts';

interface TakeBarProps {
  readonly chosen: number;
  /** Ids of what could be chosen. */
  readonly open: readonly string[];
  readonly secrets: number;
  readonly busy: boolean;
  readonly alone: boolean;
  readonly onChooseAll: (ids: readonly string[], chosen: boolean) => void;
}

/** What is about to happen in one line, and the button that does it. */
export function TakeBar({ chosen, open, secrets, busy, alone, onChooseAll }: TakeBarProps) {
  return (
    <footer className="flex items-center gap-3">
      <output className="min-w-0 flex-1 text-sm text-ink-soft">{sentence({ chosen, secrets, busy, alone })}</output>
      {alone || open.length === 0 ? null : (
        <Button tone="quiet" onClick={() => onChooseAll(open, chosen < open.length)}>
          {chosen < open.length ? 'Choose all' : 'Choose none'}
        </Button>
      )}
      <Button type="submit" tone="primary" disabled={chosen === 0} busy={busy}>
        {alone ? 'Add and start' : chosen === 0 ? 'Add and start' : `Add and start ${chosen}`}
      </Button>
    </footer>
  );
}

function sentence({ chosen, secrets, busy, alone }: Omit<TakeBarProps, 'open' | 'onChooseAll'>): string {
  if (busy) return 'Each is started once to learn its tools. The first time may take a minute, while it is downloaded.';
  if (chosen === 0) return 'Nothing is chosen.';
  const vault = secrets === 0 ? '' : ` ${countOf(secrets, 'secret')} ${secrets === 1 ? 'goes' : 'go'} into the vault.`;
  return alone ? `Nothing has run yet.${vault}` : `${countOf(chosen, 'server')} chosen.${vault}`;
}
