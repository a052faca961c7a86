import type { Status } from '../../../contract/models.ts';
import { formatCount } from '../../ui/format.ts';
import { Card } from '../../ui/page.tsx';

/** What the facade spares the apps, in o200k tokens of tool definitions. */
export function TokensCard({ tokens, hasApps }: { readonly tokens: Status['tokens']; readonly hasApps: boolean }) {
  return (
    <Card title="Tokens saved">
      <div className="flex items-center gap-8 px-5 py-4 max-md:flex-col max-md:items-stretch max-md:gap-3">
        {hasApps && tokens.known > 0 ? <Saved tokens={tokens} /> : <p className="text-sm text-ink-soft">{nothingYet(tokens.known)}</p>}
      </div>
    </Card>
  );
}

function nothingYet(known: number): string {
  if (known === 0) return 'As soon as servers offer tools, this shows how many tokens of tool descriptions your apps are spared.';
  return `Your servers’ tools take ${formatCount(known)} tokens to describe. With the first app that uses them, this shows how much of that it is spared.`;
}

function Saved({ tokens: { known, shown, saved } }: { readonly tokens: Status['tokens'] }) {
  const share = Math.min(1, shown / known);
  return (
    <>
      <p className="shrink-0">
        <span className="text-xl font-semibold tabular-nums">{formatCount(saved)}</span>{' '}
        <span className="text-sm text-ink-soft">tokens</span>
      </p>
      <div className="min-w-0 flex-1">
        <div aria-hidden className="h-2 overflow-hidden rounded-full bg-hover">
          <div className="h-full min-w-1.5 rounded-full bg-accent" style={{ width: `${share * 100}%` }} />
        </div>
        <p className="mt-1.5 text-xs text-ink-faint">
          Your apps are shown {formatCount(shown)} tokens of tool descriptions instead of {formatCount(known)}; they search for the rest.
        </p>
      </div>
    </>
  );
}
