import { randomBytes } from 'node:crypto';
import { NamedError } from '../../../contract/errors.ts';
import { applyChanges, refuseChanged, temporaryFor } from './apply-changes.ts';
import type { Backups } from './backups.ts';
import { explained } from './file-words.ts';
import { findFile } from './find-file.ts';
import { isSameBytes } from './hash.ts';
import type { FileChange, Plan } from './wired-file.ts';
import type { WiringRecords } from './wiring-records.ts';

const reasons = { wire: 'before connecting', unwire: 'before disconnecting', restore: 'before restoring' } as const;

export interface ApplyParts {
  readonly backups: Backups;
  readonly records: WiringRecords;
  readonly now: () => Date;
}

/** First what stands there is kept, then what will be done is written down, then it is done. @throws as `Wiring.apply`. */
export async function applyPlan(plan: Plan, parts: ApplyParts): Promise<void> {
  // Settles what a kill left before anything is added to it.
  await parts.records.all();
  await checkPlan(plan);
  for (const change of plan.changes) await keep(change, plan, parts);
  const steps = plan.changes.map((change) => ({ change, temporary: temporaryFor(change, randomBytes(6).toString('hex')) }));
  await parts.records.begin(steps);
  try {
    await applyChanges(steps);
  } catch (error) {
    // What became of each file is seen from the file: another program may have had a hand in it.
    await parts.records.all().catch(() => undefined);
    throw error;
  }
  // Where this fails, the next to read the records sees from the files that it happened.
  await parts.records.finish(plan.changes).catch(() => undefined);
  await tidy(plan.app, parts).catch(() => undefined);
}

/** @throws as `Wiring.apply`, for all that can be told without writing. */
export async function checkPlan({ changes }: Plan): Promise<void> {
  for (const change of changes) await refuseMoved(change);
}

/** A link may lead somewhere else by now. */
async function refuseMoved(change: FileChange): Promise<void> {
  const found = await findFile(change.path, change.within);
  if (found.target !== change.target) throw new NamedError('conflict', `${change.path} leads to another file by now: look at it again.`);
  await refuseChanged(change, change.before);
}

async function keep(change: FileChange, { app, action }: Plan, { backups, now }: ApplyParts): Promise<void> {
  const { path, before, mode, within, place, backup } = change;
  if (isSameBytes(before, change.after)) return;
  await explained(path, () => backups.add({ id: backup, app, path, reason: reasons[action], bytes: before, mode, within, place }, now()));
}

async function tidy(app: string, { backups, records }: ApplyParts): Promise<void> {
  const held = (await records.all()).filter((record) => record.app === app);
  await backups.prune(
    app,
    new Set(held.flatMap(({ base, moved }) => [...(base === null ? [] : [base]), ...moved.map(({ backup }) => backup)])),
  );
}
