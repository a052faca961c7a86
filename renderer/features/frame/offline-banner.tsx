import { Unplug } from 'lucide-react';
import { useApi, useLinkState } from '../../api/context.tsx';
import { Button } from '../../ui/button.tsx';

/** Headless, each start gives a new address: a tab comes back only to the start that it knows. */
const wayBack = {
  desktop: 'Start it again if you quit it: this window keeps trying.',
  browser: 'If it was quit, start it again and open the new address that it prints; if not, this window comes back by itself.',
} as const;

/** Says that the core is gone, that what is shown is old, and what happens next. */
export function OfflineBanner() {
  const { connection } = useApi();
  const lost = useLinkState() === 'lost';
  return (
    <div
      role="alert"
      className={lost ? 'flex items-center gap-3 border-b border-bad/25 bg-bad-soft px-8 py-2.5 text-sm max-md:px-4' : 'hidden'}
    >
      {lost ? (
        <>
          <Unplug aria-hidden className="size-4 shrink-0 text-bad" />
          <p className="flex-1">
            <strong className="font-semibold">Patchbay isn’t answering.</strong> {wayBack[connection.shell]} Until then it shows what it
            knew last.
          </p>
          <Button onClick={() => connection.retry()}>Try now</Button>
        </>
      ) : null}
    </div>
  );
}
