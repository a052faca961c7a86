import type { ImportCandidate } from '../../../contract/imports.ts';
import type { KnownApp } from '../../../contract/known-apps.ts';
import { markOf } from '../../api/found-mark.ts';
import { Button } from '../../ui/button.tsx';
import { countOf } from '../../ui/format.ts';
import { FoundServer, refusalOf } from '../../ui/found-server.tsx';
import { VirtualList } from '../../ui/virtual-list.tsx';
import type { FoundQuery } from './use-found.ts';

const rowHeight = 88;

interface TakeOverProps {
  readonly app: KnownApp;
  readonly found: FoundQuery;
  /** Marks of candidates. */
  readonly chosen: readonly string[];
  readonly onChange: (chosen: readonly string[]) => void;
}

interface Choice {
  readonly candidate: ImportCandidate;
  readonly checked: boolean;
  readonly choose: (checked: boolean) => void;
}

/** The other servers in the app's files, to move into Patchbay. None is moved unless the person says so. */
export function TakeOver({ app, found: query, chosen, onChange }: TakeOverProps) {
  const found = query.data ?? [];
  if (query.error !== null) return <p className="text-sm text-ink-soft">The app’s other servers couldn’t be read: {query.error.message}</p>;
  if (found.length === 0) return null;
  const choices = found.map((candidate): Choice => {
    const mark = markOf(candidate);
    const others = chosen.filter((each) => each !== mark);
    return { candidate, checked: chosen.includes(mark), choose: (checked) => onChange(checked ? [...others, mark] : others) };
  });
  const movable = found.filter((candidate) => refusalOf(candidate) === null).map(markOf);
  const all = movable.length > 0 && movable.every((mark) => chosen.includes(mark));
  return (
    <section aria-label="Other servers of this app" className="overflow-hidden rounded-xl border border-line">
      <header className="flex items-start gap-3 border-b border-line bg-sunken px-5 py-2.5">
        <div className="min-w-0 flex-1">
          <h3 className="text-sm font-semibold">Move into Patchbay, too?</h3>
          <p className="text-xs text-ink-soft">
            {app.label} starts {countOf(found.length, 'server')} by itself, past Patchbay’s rules and log. Those that you check move over.
          </p>
        </div>
        <Button tone="quiet" disabled={movable.length === 0} onClick={() => onChange(all ? [] : movable)}>
          {all ? 'None' : 'All'}
        </Button>
      </header>
      <div className="flex max-h-72 flex-col">
        <VirtualList label="Servers to move" items={choices} keyOf={({ candidate }) => candidate.id} estimate={rowHeight} row={ChoiceRow} />
      </div>
    </section>
  );
}

function ChoiceRow({ item: { candidate, checked, choose } }: { readonly item: Choice }) {
  return <FoundServer candidate={candidate} checked={checked} refusal={refusalOf(candidate)} onChange={choose} />;
}
