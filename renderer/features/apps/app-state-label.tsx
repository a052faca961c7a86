import { Circle, CircleAlert, CircleCheck, CircleDashed, EyeOff, FileWarning, type LucideIcon, RotateCw, Unlink } from 'lucide-react';
import type { AppState, KnownApp } from '../../../contract/known-apps.ts';
import { classes } from '../../ui/classes.ts';

interface StateLook {
  readonly word: string;
  readonly icon: LucideIcon;
  readonly colour: string;
}

const looks: Record<AppState, StateLook> = {
  'not-installed': { word: 'Not on this computer', icon: CircleDashed, colour: 'text-ink-faint' },
  installed: { word: 'Not connected', icon: Circle, colour: 'text-ink-faint' },
  unreadable: { word: 'Its file has a fault', icon: FileWarning, colour: 'text-bad' },
  drifted: { word: 'Lost Patchbay', icon: Unlink, colour: 'text-bad' },
  hidden: { word: 'Held back by the app', icon: EyeOff, colour: 'text-warn' },
  'needs-restart': { word: 'Restart the app', icon: RotateCw, colour: 'text-warn' },
  wired: { word: 'Ready', icon: CircleCheck, colour: 'text-accent' },
  connected: { word: 'Connected', icon: CircleCheck, colour: 'text-ok' },
};
const importOnly: StateLook = { word: 'No longer kept up', icon: CircleAlert, colour: 'text-ink-faint' };

/** An app's state as icon and word. */
export function AppStateLabel({ app }: { readonly app: KnownApp }) {
  const { word, icon: Icon, colour } = app.wiring === 'import-only' && app.state === 'installed' ? importOnly : looks[app.state];
  return (
    <span className={classes('inline-flex shrink-0 items-center gap-1.5 text-xs font-medium', colour)}>
      <Icon aria-hidden className="size-3.5" />
      {word}
    </span>
  );
}
