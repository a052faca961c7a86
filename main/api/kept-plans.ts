import type { Plan } from '../clients/wiring/wired-file.ts';
import { BoundedMap } from '../lib/bounded-map.ts';
import type { TakeOver } from './take-over.ts';

export interface KeptPlan {
  readonly plan: Plan;
  /** In the entry that the plan writes. It becomes the app's with the plan. */
  readonly key: Buffer;
  readonly taking: TakeOver;
}

const mostPlans = 100;
/** Of the largest files, a few. */
const mostBytes = 64_000_000;

/** Plans that were shown and may yet be applied; the oldest go first. */
export function keptPlans(): BoundedMap<string, KeptPlan> {
  return new BoundedMap(mostPlans, { most: mostBytes, of: bytesOf });
}

function bytesOf({ plan }: KeptPlan): number {
  return plan.changes.reduce((sum, { before, after, diff }) => sum + (before?.length ?? 0) + (after?.length ?? 0) + 2 * diff.length, 0);
}
