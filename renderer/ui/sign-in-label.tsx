import { CircleAlert, CircleCheck, CirclePlus, ExternalLink, LockKeyhole, LogIn, type LucideIcon, TimerOff } from 'lucide-react';
import type { SignIn } from '../../contract/sign-ins.ts';
import { classes } from './classes.ts';

interface Look {
  readonly word: string;
  readonly icon: LucideIcon;
  readonly colour: string;
}

const looks: Record<SignIn['state'], Look> = {
  'signed-out': { word: 'Not signed in', icon: LogIn, colour: 'text-warn' },
  'waiting-for-browser': { word: 'Waiting for you in the browser', icon: ExternalLink, colour: 'text-accent' },
  'signed-in': { word: 'Signed in', icon: CircleCheck, colour: 'text-ok' },
  'needs-more': { word: 'Wants more rights', icon: CirclePlus, colour: 'text-warn' },
  expired: { word: 'Sign-in has ended', icon: TimerOff, colour: 'text-warn' },
  'needs-unlock': { word: 'Sign-in is locked away', icon: LockKeyhole, colour: 'text-warn' },
  failed: { word: 'Sign-in failed', icon: CircleAlert, colour: 'text-bad' },
};

/** How signing in at a server stands, as icon and words. */
export function SignInLabel({ state }: Pick<SignIn, 'state'>) {
  const { word, icon: Icon, colour } = looks[state];
  return (
    <span className={classes('inline-flex shrink-0 items-center gap-1.5 text-xs font-medium', colour)}>
      <Icon aria-hidden className="size-3.5" />
      {word}
    </span>
  );
}
