import { useMutation } from '@tanstack/react-query';
import type { Client } from '../../../contract/client.ts';
import type { WiringPlan } from '../../../contract/known-apps.ts';
import { useClient } from '../../api/context.tsx';
import { type Change, useApply } from './use-change.ts';

/**
 * Takes back what a plan has just done. Our entry alone is taken out again, so that what the app wrote since stays; anything else,
 * such as servers that moved out of the file, comes back from the backup.
 */
export function useUndo(change: Change, done: WiringPlan) {
  const client = useClient();
  const apply = useApply();
  return useMutation({
    mutationFn: async () => {
      for (const plan of await undoPlans(change, done, client)) await apply.mutateAsync(plan);
    },
  });
}

async function undoPlans(change: Change, { app, action, takesOver, changes }: WiringPlan, client: Client): Promise<WiringPlan[]> {
  const scope = 'project' in change ? { project: change.project } : {};
  if (action === 'wire' && takesOver.length === 0) return [await client.call('apps.plan', { app, action: 'unwire', ...scope })];
  const backups = await client.call('apps.backups', { app });
  const newest = changes.map(({ path }) => backups.find((backup) => backup.path === path)).filter((backup) => backup !== undefined);
  return Promise.all(newest.map(({ id }) => client.call('apps.plan', { app, action: 'restore', backup: id, ...scope })));
}
