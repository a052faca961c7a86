import {
  Circle,
  CircleAlert,
  CircleCheck,
  CirclePause,
  CircleSlash,
  Hourglass,
  LoaderCircle,
  LockKeyhole,
  LogIn,
  type LucideIcon,
  ShieldQuestionMark,
} from 'lucide-react';
import type { Server, ServerState } from '../../contract/models.ts';
import { classes } from './classes.ts';

interface StateLook {
  readonly word: string;
  readonly icon: LucideIcon;
  readonly colour: string;
}

const looks: Record<ServerState, StateLook> = {
  disabled: { word: 'Off', icon: CircleSlash, colour: 'text-ink-faint' },
  'needs-approval': { word: 'Needs your yes', icon: ShieldQuestionMark, colour: 'text-warn' },
  'needs-unlock': { word: 'Needs unlock', icon: LockKeyhole, colour: 'text-warn' },
  'needs-sign-in': { word: 'Needs sign-in', icon: LogIn, colour: 'text-warn' },
  stopped: { word: 'Stopped', icon: Circle, colour: 'text-ink-faint' },
  starting: { word: 'Starting', icon: LoaderCircle, colour: 'text-accent' },
  running: { word: 'Running', icon: CircleCheck, colour: 'text-ok' },
  stopping: { word: 'Stopping', icon: CirclePause, colour: 'text-ink-faint' },
  'backing-off': { word: 'Waiting to retry', icon: Hourglass, colour: 'text-warn' },
  failed: { word: 'Failed', icon: CircleAlert, colour: 'text-bad' },
};

/** It is at rest, and why it came to that is worth a look. */
const endedBadly: StateLook = { ...looks.stopped, icon: CircleAlert, colour: 'text-warn' };

/** A server's state as icon and word. */
export function ServerStateLabel({ server: { state, lastError } }: { readonly server: Pick<Server, 'state' | 'lastError'> }) {
  const { word, icon: Icon, colour } = state === 'stopped' && lastError !== null ? endedBadly : looks[state];
  return (
    <span className={classes('inline-flex shrink-0 items-center gap-1.5 text-xs font-medium', colour)}>
      <Icon aria-hidden className={classes('size-3.5', state === 'starting' && 'animate-spin')} />
      {word}
    </span>
  );
}
