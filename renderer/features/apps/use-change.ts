import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Input } from '../../../contract/contract.ts';
import { NamedError } from '../../../contract/errors.ts';
import type { AppBackup, KnownApp, WiringPlan } from '../../../contract/known-apps.ts';
import { useClient } from '../../api/context.tsx';
import { keys, knownAppsQuery } from '../../api/queries.ts';

/** What the person asked for, before anything was planned. */
export type Change =
  | { readonly action: 'wire'; readonly project?: string }
  | { readonly action: 'unwire'; readonly project?: string }
  | { readonly action: 'restore'; readonly backup: Pick<AppBackup, 'id' | 'at'> };

/** What is asked of `apps.plan`. */
export type ChangeWish = Input<'apps.plan'>;

/** The plan of a change, made anew with every wish; the one before stays in sight until the next is there. */
export function usePlan(wish: ChangeWish) {
  const client = useClient();
  return useQuery({
    queryKey: ['plan', wish],
    queryFn: () => client.call('apps.plan', wish),
    placeholderData: keepPreviousData,
    gcTime: 0,
    staleTime: 0,
  });
}

/** Puts an app's new state where every page reads it: the answer may come before the event. */
function useTakeIn(): (app: KnownApp) => void {
  const client = useClient();
  const cache = useQueryClient();
  return (changed) => {
    cache.setQueryData(knownAppsQuery(client).queryKey, (apps) => apps?.map((app) => (app.id === changed.id ? changed : app)));
    for (const queryKey of [keys.backups, keys.imports]) void cache.invalidateQueries({ queryKey });
  };
}

/** Does what a plan says. */
export function useApply() {
  const client = useClient();
  const takeIn = useTakeIn();
  return useMutation({ mutationFn: (plan: WiringPlan) => client.call('apps.apply', { plan: plan.id }), onSuccess: takeIn });
}

/**
 * Puts the entry back, which the person agreed to when the app was connected: no second look at the change.
 * @param paths of the files that are meant; those of a project are wired with it.
 */
export function useMend({ id: app, files }: KnownApp, paths: readonly string[]) {
  const client = useClient();
  const takeIn = useTakeIn();
  const wire = async (project: string | undefined) => {
    const plan = await client.call('apps.plan', { app, action: 'wire', ...(project !== undefined && { project }) });
    takeIn(await client.call('apps.apply', { plan: plan.id }));
  };
  const mend = async () => {
    const projects = new Set(paths.map((path) => files.find((file) => file.path === path)?.project));
    for (const project of projects)
      await wire(project).catch((error: unknown) => (isConflict(error) ? wire(project) : Promise.reject(error)));
  };
  return useMutation({ mutationFn: mend });
}

export function useGuard(app: string) {
  const client = useClient();
  const takeIn = useTakeIn();
  return useMutation({ mutationFn: (guard: KnownApp['guard']) => client.call('apps.guard', { app, guard }), onSuccess: takeIn });
}

/** Whether a file changed between the plan and the yes. Nothing was written then. */
export function isConflict(error: unknown): boolean {
  return error instanceof NamedError && error.code === 'conflict';
}
