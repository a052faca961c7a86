import { Eye, Globe, type LucideIcon, PencilLine, TriangleAlert } from 'lucide-react';
import type { Risk } from '../../contract/models.ts';
import { classes } from './classes.ts';

interface RiskLook {
  readonly word: string;
  readonly meaning: string;
  readonly icon: LucideIcon;
  readonly colour: string;
}

const looks: Record<Risk, RiskLook> = {
  read: { word: 'Read', meaning: 'It only looks; it changes nothing.', icon: Eye, colour: 'bg-ok-soft text-ok' },
  write: { word: 'Write', meaning: 'It can add or change things.', icon: PencilLine, colour: 'bg-warn-soft text-warn' },
  destructive: { word: 'Destructive', meaning: 'It can delete or overwrite things.', icon: TriangleAlert, colour: 'bg-bad-soft text-bad' },
  'open-world': {
    word: 'Open world',
    meaning: 'It can reach people and places outside this machine.',
    icon: Globe,
    colour: 'bg-outside-soft text-outside',
  },
};

/** A risk with its colour, its word and its icon, so that no one of the three has to be seen. */
export function RiskBadge({ risk }: { readonly risk: Risk }) {
  const { word, icon: Icon, colour, meaning } = looks[risk];
  return (
    <span
      title={meaning}
      className={classes('inline-flex h-5.5 shrink-0 items-center gap-1 rounded-md px-1.5 text-xs font-medium', colour)}
    >
      <Icon aria-hidden className="size-3.5" />
      {word}
    </span>
  );
}

/** What the risk means, in one sentence. */
export function riskMeaning(risk: Risk): string {
  return looks[risk].meaning;
}
