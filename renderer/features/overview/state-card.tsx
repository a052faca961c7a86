import { useMutation, useQueryClient } from '@tanstack/react-query';
import { CircleCheck, CirclePause } from 'lucide-react';
import type { Status } from '../../../contract/models.ts';
import { useClient } from '../../api/context.tsx';
import { keys } from '../../api/queries.ts';
import { classes } from '../../ui/classes.ts';
import { countOf } from '../../ui/format.ts';
import { Switch } from '../../ui/switch.tsx';
import { useTellFailure } from '../../ui/toasts.tsx';

/** One line of state, and the switch that stops everything. */
export function StateCard({ status }: { readonly status: Status }) {
  const paused = status.state === 'paused';
  const Icon = paused ? CirclePause : CircleCheck;
  return (
    <section
      aria-label="State"
      className={classes(
        'flex items-center gap-4 rounded-xl border p-5 shadow-card',
        paused ? 'border-warn/30 bg-warn-soft' : 'border-line bg-surface',
      )}
    >
      <span
        className={classes(
          'flex size-11 shrink-0 items-center justify-center rounded-xl',
          paused ? 'bg-warn/15 text-warn' : 'bg-ok-soft text-ok',
        )}
      >
        <Icon aria-hidden className="size-6" />
      </span>
      <div className="min-w-0 flex-1">
        <output className="block text-lg font-semibold">{paused ? 'All tools are paused' : 'Patchbay is running'}</output>
        <p className="text-sm text-ink-soft">{paused ? 'Every call is refused until you switch the pause off.' : summary(status)}</p>
      </div>
      <PauseSwitch paused={paused} />
    </section>
  );
}

function summary(status: Status): string {
  const running = status.servers.filter((server) => server.state === 'running').length;
  return [
    `${countOf(status.servers.length, 'server')}, ${running === 0 ? 'none' : running} running`,
    `${countOf(new Set(status.sessions.map(({ app }) => app)).size, 'app')} connected`,
    `${status.pendingApprovals === 0 ? 'nothing' : countOf(status.pendingApprovals, 'question')} waiting for you`,
  ].join(' · ');
}

function PauseSwitch({ paused }: { readonly paused: boolean }) {
  const client = useClient();
  const cache = useQueryClient();
  const tellFailure = useTellFailure();
  const pause = useMutation({
    mutationFn: (next: boolean) => client.call('broker.pause', { paused: next }),
    onSuccess: (status) => cache.setQueryData(keys.status, status),
    onError: (error) => tellFailure('The switch had no effect', error),
  });
  return (
    <Switch
      label="Pause all tools"
      checked={pause.isPending ? pause.variables : paused}
      disabled={pause.isPending}
      onChange={pause.mutate}
    />
  );
}
