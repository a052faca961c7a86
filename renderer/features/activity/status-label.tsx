import { CircleAlert, CircleCheck, CircleDashed, CircleSlash, type LucideIcon, Unplug } from 'lucide-react';
import type { AuditStatus } from '../../../contract/models.ts';
import { classes } from '../../ui/classes.ts';
import { statusWords } from './words.ts';

const looks: Record<AuditStatus, { readonly icon: LucideIcon; readonly colour: string }> = {
  pending: { icon: CircleDashed, colour: 'text-accent' },
  ok: { icon: CircleCheck, colour: 'text-ok' },
  error: { icon: CircleAlert, colour: 'text-bad' },
  denied: { icon: CircleSlash, colour: 'text-warn' },
  interrupted: { icon: Unplug, colour: 'text-bad' },
};

export function StatusLabel({ status }: { readonly status: AuditStatus }) {
  const { icon: Icon, colour } = looks[status];
  return (
    <span className={classes('flex items-center gap-1.5 text-xs font-medium whitespace-nowrap', colour)}>
      <Icon aria-hidden className="size-3.5" />
      {statusWords[status]}
    </span>
  );
}
