import { Link } from '@tanstack/react-router';
import { Activity, AppWindow, LayoutDashboard, type LucideIcon, Server, Settings, ShieldCheck } from 'lucide-react';
import icon from '../../../resources/icon.svg';
import { useQuestions } from '../../api/live.ts';
import { formatCount } from '../../ui/format.ts';
import { AppearanceMenu } from './appearance-menu.tsx';

interface Place {
  readonly to: '/' | '/apps' | '/servers' | '/approvals' | '/activity' | '/settings';
  readonly label: string;
  readonly icon: LucideIcon;
}

const places: readonly Place[] = [
  { to: '/', label: 'Overview', icon: LayoutDashboard },
  { to: '/apps', label: 'Apps', icon: AppWindow },
  { to: '/servers', label: 'Servers', icon: Server },
  { to: '/approvals', label: 'Approvals', icon: ShieldCheck },
  { to: '/activity', label: 'Activity', icon: Activity },
  { to: '/settings', label: 'Settings', icon: Settings },
];

export function Rail() {
  const waiting = useQuestions().data?.length ?? 0;
  return (
    <nav aria-label="Pages" className="flex w-52 shrink-0 flex-col border-r border-line bg-surface px-3 py-4 max-md:w-15">
      <div className="flex items-center gap-2.5 px-2 pb-5 max-md:px-1.5">
        <img src={icon} alt="" className="size-7 shrink-0 max-md:size-6" />
        <span className="text-lg font-semibold tracking-tight max-md:sr-only">Patchbay</span>
      </div>
      <ul className="flex flex-1 flex-col gap-0.5">
        {places.map((place) => (
          <li key={place.to}>
            <RailLink place={place} waiting={place.to === '/approvals' ? waiting : 0} />
          </li>
        ))}
      </ul>
      <AppearanceMenu />
    </nav>
  );
}

function RailLink({ place: { to, label, icon: Icon }, waiting }: { readonly place: Place; readonly waiting: number }) {
  return (
    <Link
      to={to}
      activeOptions={{ exact: to === '/', includeSearch: false }}
      title={label}
      className="flex h-9 items-center gap-2.5 rounded-lg px-2.5 text-sm font-medium text-ink-soft transition-colors hover:bg-hover hover:text-ink aria-[current=page]:bg-accent-soft aria-[current=page]:text-accent max-md:relative max-md:justify-center"
    >
      <Icon aria-hidden className="size-4.5 shrink-0" />
      <span className="flex-1 max-md:sr-only">{label}</span>
      {waiting > 0 ? (
        <span className="flex h-5 min-w-5 items-center justify-center rounded-full bg-accent px-1.5 text-xs font-semibold text-on-accent tabular-nums max-md:absolute max-md:-top-1 max-md:-right-1">
          {formatCount(waiting)}
          <span className="sr-only"> waiting</span>
        </span>
      ) : null}
    </Link>
  );
}
