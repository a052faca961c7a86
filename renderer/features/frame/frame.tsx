import { Outlet } from '@tanstack/react-router';
import { OfflineBanner } from './offline-banner.tsx';
import { Rail } from './rail.tsx';

/** The window around every page: the rail on the left, the page on the right. */
export function Frame() {
  return (
    <div className="flex h-full">
      <Rail />
      <div className="flex min-w-0 flex-1 flex-col">
        <OfflineBanner />
        <Outlet />
      </div>
    </div>
  );
}
