import { audit } from './001-audit.ts';
import { approvals } from './004-approvals.ts';
import type { Migration } from './migration.ts';

/** Every step, in order. */
export const migrations: readonly Migration[] = [audit, approvals];
