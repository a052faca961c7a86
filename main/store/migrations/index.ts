import { audit } from './001-audit.ts';
import { catalog } from './002-catalog.ts';
import { memory } from './003-memory.ts';
import { approvals } from './004-approvals.ts';
import { offers } from './005-offers.ts';
import { tasks } from './006-tasks.ts';
import { extras } from './007-extras.ts';
import type { Migration } from './migration.ts';

/** Every step, in order. */
export const migrations: readonly Migration[] = [audit, catalog, memory, approvals, offers, tasks, extras];
