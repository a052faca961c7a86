import type { KeyObject } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Output } from '../../contract/contract.ts';
import type { AuditRecord } from '../../contract/models.ts';
import type { AuditStore, ChainHead } from './audit-store.ts';
import { chainHash, genesisHash, isSealed } from './chain.ts';

export type Verdict = Output<'audit.verify'>;

/** Rows per slice; with arguments of 8 KiB each, a slice keeps the event loop for about 5 ms. */
const sliceSize = 100;

interface Progress {
  readonly checked: number;
  readonly hash: string;
}

/** Walks the whole chain and names the first bad record. What is recorded while it walks is left to the next time. */
export async function verifyChain(store: AuditStore, key: KeyObject): Promise<Verdict> {
  const head = store.head();
  const last = store.last()?.sequence ?? 0;
  let progress: Progress = { checked: 0, hash: genesisHash };
  while (progress.checked < last) {
    const slice = store.after(progress.checked, Math.min(sliceSize, last - progress.checked));
    const result = checkSlice(slice, progress, key);
    if ('valid' in result) return result;
    progress = result;
    await nextTurn();
  }
  return checkEnd(progress, head, key);
}

function checkSlice(slice: readonly AuditRecord[], from: Progress, key: KeyObject): Progress | Verdict {
  let { checked, hash } = from;
  for (const record of slice) {
    if (record.sequence !== checked + 1) return bad(checked, `record ${checked + 1} is missing`);
    const { hash: claimed, ...unchained } = record;
    if (claimed !== chainHash(key, hash, unchained)) return bad(checked, changed(checked + 1));
    hash = claimed;
    checked += 1;
  }
  return slice.length > 0 ? { checked, hash } : bad(checked, `record ${checked + 1} is missing`);
}

function changed(sequence: number): string {
  const firstToo = sequence === 1 ? ', or the key of the log was replaced' : '';
  return `record ${sequence} was changed, or isn't the one that stood there${firstToo}`;
}

/** Whoever cuts records off at the end can't seal a head that agrees. */
function checkEnd({ checked, hash }: Progress, head: ChainHead | null, key: KeyObject): Verdict {
  if (head === null && checked === 0) return { valid: true, checked, firstBad: null, reason: null };
  if (head === null || !isSealed(key, head))
    return bad(checked, `the end of the log can't be confirmed: its sealed head is missing or was changed`);
  if (head.count > checked) return bad(checked, `record ${checked + 1} is missing: the log ended at ${head.count}`);
  if (head.count < checked) return bad(head.count, `record ${head.count + 1} was added past the sealed end of the log`);
  if (head.hash !== hash) return bad(checked - 1, changed(checked));
  return { valid: true, checked, firstBad: null, reason: null };
}

function bad(checked: number, reason: string): Verdict {
  return { valid: false, checked, firstBad: checked + 1, reason };
}
