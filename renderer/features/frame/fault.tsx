import { Bug } from 'lucide-react';
import { Blank } from '../../ui/blank.tsx';
import { Button } from '../../ui/button.tsx';

/** Stands in for a page that couldn't be drawn. Patchbay itself is another program and is not touched by it. */
export function Fault({ error }: { readonly error: unknown }) {
  return (
    <main className="flex flex-1 items-center justify-center p-6">
      <Blank
        icon={Bug}
        title="This page couldn’t be shown"
        action={<Button onClick={() => window.location.reload()}>Load it again</Button>}
      >
        Patchbay itself still runs, and your rules still hold. The fault was: {error instanceof Error ? error.message : String(error)}
      </Blank>
    </main>
  );
}
