import { Link } from '@tanstack/react-router';
import { PackageOpen } from 'lucide-react';
import { useKnownApps } from '../../api/live.ts';
import { Blank } from '../../ui/blank.tsx';
import { Button, buttonClass } from '../../ui/button.tsx';
import { LaterButton } from './later-button.tsx';
import { LeftOut } from './left-out.tsx';

/** No app, no server: there is still something to call within a minute. */
export function NothingFound({ leftOut, onTry }: { readonly leftOut: readonly string[]; readonly onTry: () => void }) {
  const some = useKnownApps().data?.some(({ state }) => state !== 'not-installed') ?? false;
  const actions = (
    <div className="flex flex-wrap justify-center gap-2">
      <Button tone="primary" onClick={onTry}>
        Try the built-in memory
      </Button>
      <Link to="/servers" className={buttonClass()}>
        Choose servers
      </Link>
      <Link to="/apps" className={buttonClass()}>
        See all apps
      </Link>
      <LaterButton />
    </div>
  );
  return (
    <>
      <div className="rounded-xl border border-line bg-surface shadow-card">
        <Blank
          icon={PackageOpen}
          title={some ? 'Everything here is set up already' : 'No AI app was found on this computer'}
          action={actions}
        >
          {some
            ? 'Each app that Patchbay can connect knows it, and each server that they have is in it.'
            : 'Patchbay works all the same: its own memory answers at once, and the directory has many servers more. When you install an app, it comes up on the page Apps.'}
        </Blank>
      </div>
      <LeftOut sentences={leftOut} />
    </>
  );
}
