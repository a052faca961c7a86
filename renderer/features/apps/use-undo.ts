import { useMutation } from '@tanstack/react-query';
import type { Client } from '../../../contract/client.ts';
import type { WiringPlan } from '../../../contract/known-apps.ts';
import { useClient } from '../../api/context.tsx';
import { type Change, useApply } from './use-change.ts';

interface Undoable {
  readonly change: Change;
  /** Before the change. */
  readonly wasWired: boolean;
  readonly done: WiringPlan;
}

/**
 * Takes back what a plan has just done. A new entry is taken out again, and what moved out with it comes back, so that what the app wrote
 * since stays; anything else comes back from the backup.
 */
export function useUndo(undoable: Undoable) {
  const client = useClient();
  const apply = useApply();
  return useMutation({
    mutationFn: async () => {
      for (const plan of await undoPlans(undoable, client)) await apply.mutateAsync(plan);
    },
  });
}

async function undoPlans({ change, wasWired, done: { app, action, changes } }: Undoable, client: Client): Promise<WiringPlan[]> {
  const scope = 'project' in change ? { project: change.project } : {};
  if (action === 'wire' && !wasWired) return [await client.call('apps.plan', { app, action: 'unwire', ...scope })];
  const backups = await client.call('apps.backups', { app });
  const newest = changes.map(({ path }) => backups.find((backup) => backup.path === path)).filter((backup) => backup !== undefined);
  return Promise.all(newest.map(({ id }) => client.call('apps.plan', { app, action: 'restore', backup: id, ...scope })));
}
