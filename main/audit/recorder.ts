import { createSecretKey, type KeyObject } from 'node:crypto';
import { NamedError } from '../../contract/errors.ts';
import type { AuditRecord } from '../../contract/models.ts';
import { Broadcast } from '../lib/broadcast.ts';
import { type AuditEntry, readyEntry, type ReadyEntry } from './audit-entry.ts';
import type { AuditPage, AuditQuery, AuditStore, OpenIntent } from './audit-store.ts';
import { chainHash, genesisHash, isSealed, sealedHead } from './chain.ts';
import { type Verdict, verifyChain } from './verify-chain.ts';

interface Durability {
  /** On disk before the answer: survives a power cut. Otherwise committed: survives the end of the process, however it ends. */
  readonly durable: boolean;
}

interface Queued extends Durability {
  readonly entry: ReadyEntry;
  resolve?(record: AuditRecord): void;
  reject?(error: NamedError): void;
}

interface ChainEnd {
  readonly count: number;
  readonly hash: string;
}

/**
 * The single writer of the audit log. Records form a hash chain in the order in which they were handed in. Nothing is ever dropped: when
 * the log can't be written, the caller hears of it (`internal`) and must not do what it wanted to record.
 */
export class AuditRecorder implements Disposable {
  /** Batches as they were committed, oldest first. */
  readonly appended = new Broadcast<AuditRecord[]>();
  readonly #store: AuditStore;
  readonly #key: KeyObject;
  readonly #clock: () => Date;
  readonly #secrets: () => readonly string[];
  #end: ChainEnd = { count: 0, hash: genesisHash };
  #queue: Queued[] = [];

  constructor(store: AuditStore, key: Buffer, clock: () => Date, secrets: () => readonly string[] = () => []) {
    this.#store = store;
    // Node reads a key that comes as bytes anew for each use, which takes ten times as long as the HMAC of a record.
    this.#key = createSecretKey(key);
    this.#clock = clock;
    this.#secrets = secrets;
  }

  /**
   * Goes on where the log ended, and closes what was open when Patchbay last ended.
   * @param secrets values that must never be written, whatever they look like.
   */
  static open(store: AuditStore, key: Buffer, clock: () => Date, secrets?: () => readonly string[]): AuditRecorder {
    const recorder = new AuditRecorder(store, key, clock, secrets);
    recorder.#continueChain();
    recorder.#closeInterrupted();
    return recorder;
  }

  /** Written when it returns, together with everything that was queued before it. */
  record(entry: AuditEntry, durability: Durability): AuditRecord {
    const written = this.#write([...this.#takeQueue(), this.#ready(entry, durability)]).at(-1);
    if (written === undefined) throw unwritable(undefined);
    return written;
  }

  /** Written when it resolves, in one transaction with everything else of this turn of the event loop. */
  recordSoon(entry: AuditEntry, durability: Durability = { durable: false }): Promise<AuditRecord> {
    return new Promise((resolve, reject) => {
      if (this.#queue.length === 0) setImmediate(() => this.#flush());
      this.#queue.push({ ...this.#ready(entry, durability), resolve, reject });
    });
  }

  search(query: AuditQuery): AuditPage {
    return this.#store.search(query);
  }

  /** Names the first record that isn't what was written there. */
  verify(): Promise<Verdict> {
    return verifyChain(this.#store, this.#key);
  }

  /** Writes what is still queued. */
  [Symbol.dispose](): void {
    this.#flush();
  }

  #ready(entry: AuditEntry, { durable }: Durability): Queued {
    return { entry: readyEntry(entry, this.#clock(), this.#secrets()), durable };
  }

  #takeQueue(): Queued[] {
    const queue = this.#queue;
    this.#queue = [];
    return queue;
  }

  #flush(): void {
    const batch = this.#takeQueue();
    if (batch.length === 0) return;
    try {
      this.#write(batch);
    } catch (error) {
      // Each caller has heard of it: its promise was rejected.
      if (!(error instanceof NamedError)) throw error;
    }
  }

  /** @throws NamedError `internal`, after telling everybody whose record was in the batch. */
  #write(batch: readonly Queued[]): AuditRecord[] {
    const records = this.#tryToAppend(batch);
    for (const [index, record] of records.entries()) batch[index]?.resolve?.(record);
    if (records.length > 0) this.appended.emit(records);
    return records;
  }

  #tryToAppend(batch: readonly Queued[]): AuditRecord[] {
    try {
      return this.#append(batch);
    } catch (error) {
      const named = unwritable(error);
      for (const queued of batch) queued.reject?.(named);
      throw named;
    }
  }

  #append(batch: readonly Queued[]): AuditRecord[] {
    let end = this.#end;
    const records = batch.map(({ entry }) => {
      const record = this.#chained(entry, end);
      end = { count: record.sequence, hash: record.hash };
      return record;
    });
    const durable = batch.some((queued) => queued.durable);
    this.#store.append(records, sealedHead(this.#key, end.count, end.hash), durable);
    this.#end = end;
    return records;
  }

  #chained(entry: ReadyEntry, end: ChainEnd): AuditRecord {
    const unchained = { sequence: end.count + 1, ...entry };
    return { ...unchained, hash: chainHash(this.#key, end.hash, unchained) };
  }

  /** A sealed head is gone on from even where records before it are gone, so that the gap stays in sight. */
  #continueChain(): void {
    const head = this.#store.head();
    const last = this.#store.last() ?? { sequence: 0, hash: genesisHash };
    if (head === null && last.sequence === 0) return;
    if (head !== null && isSealed(this.#key, head) && last.sequence <= head.count) {
      this.#end = head;
      return;
    }
    this.#end = { count: last.sequence, hash: last.hash };
    this.record({ kind: 'audit.doubted', detail: "The end of the log wasn't as Patchbay left it. Verify the log." }, { durable: true });
  }

  #closeInterrupted(): void {
    const outcomes = this.#store.openIntents().map((intent) => this.#ready(interrupted(intent), { durable: false }));
    if (outcomes.length > 0) this.#write(outcomes);
  }
}

function interrupted({ callId, app, session, server, tool, risk, decision, rule, lastKind }: OpenIntent): AuditEntry {
  const call = { callId, app, session, server, tool, risk, decision, rule, kind: 'call.outcome', status: 'interrupted' } as const;
  if (lastKind === 'approval.asked') return { ...call, detail: 'Patchbay ended while the call waited for an answer; the tool did not run' };
  return { ...call, code: 'outcome_unknown', detail: 'Patchbay ended before the answer came; whether the tool ran is unknown' };
}

function unwritable(cause: unknown): NamedError {
  const reason = cause instanceof Error ? cause.message : 'no reason given';
  const message = `The audit log can't be written (${reason}), so nothing was done. Make room on the disk or mend the database, then try again.`;
  return new NamedError('internal', message, {}, { cause });
}
