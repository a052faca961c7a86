import { KeyRound } from 'lucide-react';
import type { ReactNode } from 'react';
import { useLinkState } from '../../api/context.tsx';
import { useLiveCache } from '../../api/live.ts';
import { Blank } from '../../ui/blank.tsx';

/** Lets the window in while the core accepts it; else says how to get an address that it accepts. */
export function Admission({ children }: { readonly children: ReactNode }) {
  useLiveCache();
  if (useLinkState() === 'refused') return <NoAccess />;
  return children;
}

function NoAccess() {
  return (
    <main className="flex h-full items-center justify-center p-6">
      <div className="w-120 rounded-2xl border border-line bg-surface shadow-card">
        <h1 className="sr-only">Patchbay</h1>
        <Blank icon={KeyRound} title="This address no longer opens Patchbay">
          Each start of Patchbay gives a new address, with a key in it. Copy the one that it printed after “Patchbay is ready at” and open
          it here. If it is gone from your terminal, run{' '}
          <code className="rounded bg-sunken px-1 font-mono text-xs whitespace-nowrap">patchbay start --headless</code> there once more: it
          prints the address of the one that runs.
        </Blank>
      </div>
    </main>
  );
}
