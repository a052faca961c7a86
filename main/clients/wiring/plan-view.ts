import type { WiringPlan } from '../../../contract/known-apps.ts';
import type { Plan } from './wired-file.ts';

/** What the window is shown of a plan: no bytes, no keys, and nothing of files that stay as they are. */
export function planView({ id, app, action, changes, takesOver, warnings }: Plan): WiringPlan {
  return {
    id,
    app,
    action,
    changes: changes.filter(({ diff }) => diff !== '').map(({ path, diff, lost }) => ({ path, diff, lost: [...lost] })),
    takesOver: [...takesOver],
    warnings: [...warnings],
  };
}
