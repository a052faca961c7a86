import { describe, expect, it } from 'vitest';
import { type KeptPlan, keptPlans } from '../../../main/api/kept-plans.ts';
import type { FileChange } from '../../../main/clients/wiring/wired-file.ts';

function planWith(before: number, after: number): KeptPlan {
  const change: FileChange = {
    ...{ app: 'cursor', path: '/f', within: null, target: '/f', backup: 'b', mode: 0o600, missingFolders: [], emptyFolders: [] },
    ...{ diff: '', lost: [], record: null, before: Buffer.alloc(before), after: Buffer.alloc(after) },
    place: {
      format: 'json',
      keyPath: ['mcpServers'],
      container: 'map',
      tolerance: { bom: false, comments: false, trailingCommas: false },
    },
  };
  const plan = { id: 'a', app: 'cursor', action: 'wire', changes: [change], takesOver: [], warnings: [] } as const;
  return { plan, key: Buffer.alloc(32), taking: { names: [], takings: new Map(), warnings: [] } };
}

describe('plans that were shown', () => {
  it('make room for later ones by the bytes of their files', () => {
    const plans = keptPlans();
    for (let each = 0; each < 8; each += 1) plans.set(`large-${each}`, planWith(10_000_000, 10_000_000));
    const kept = [...Array(8).keys()].filter((each) => plans.get(`large-${each}`) !== undefined);
    expect(kept).toEqual([5, 6, 7]);
  });

  it('of ordinary files stay by the hundred', () => {
    const plans = keptPlans();
    for (let each = 0; each < 100; each += 1) plans.set(`small-${each}`, planWith(50_000, 50_000));
    expect(plans.get('small-0')).toBeDefined();
  });
});
