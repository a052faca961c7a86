import { createHmac, type KeyObject, timingSafeEqual } from 'node:crypto';
import type { AuditRecord } from '../../contract/models.ts';
import { canonicalJson } from '../lib/canonical-json.ts';
import type { ChainHead } from './audit-store.ts';

export type UnchainedRecord = Omit<AuditRecord, 'hash'>;

/** What stands before the first record. */
export const genesisHash = '0'.repeat(64);

/** HMAC-SHA256 (hex) over the previous record's hash and the canonical record: who lacks the key can't write a chain that holds. */
export function chainHash(key: KeyObject, previousHash: string, record: UnchainedRecord): string {
  return createHmac('sha256', key)
    .update(`${previousHash}\n${canonicalJson(record)}`)
    .digest('hex');
}

export function sealedHead(key: KeyObject, count: number, hash: string): ChainHead {
  return { count, hash, seal: sealOf(key, count, hash) };
}

export function isSealed(key: KeyObject, head: ChainHead): boolean {
  const given = Buffer.from(head.seal, 'hex');
  const right = Buffer.from(sealOf(key, head.count, head.hash), 'hex');
  return given.length === right.length && timingSafeEqual(given, right);
}

function sealOf(key: KeyObject, count: number, hash: string): string {
  return createHmac('sha256', key).update(`head\n${count}\n${hash}`).digest('hex');
}
