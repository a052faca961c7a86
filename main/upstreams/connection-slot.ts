import type { Era } from '../protocol/versions.ts';
import type { JsonObject } from '../wire/frame.ts';
import type { ConnectionUsers } from './call-owners.ts';
import type { SupervisedServer } from './supervised-server.ts';

/** What is declared on one connection of a server, and who uses it. */
export interface ConnectionSlot {
  readonly declared: JsonObject;
  readonly users: ConnectionUsers;
  countNoise(): void;
  /** The server has answered: its era is known. */
  eraProved(era: Era): void;
}

/** As the pool keeps it. */
export interface Slot extends ConnectionSlot {
  readonly key: string;
  readonly server: SupervisedServer;
  usedAt: number;
  linger?: NodeJS.Timeout;
}

/** Patchbay itself may still use what no app uses any more. */
export function isIdle({ server }: Slot): boolean {
  const { state, callsInFlight } = server.status();
  return state !== 'starting' && callsInFlight === 0 && (server.connection?.subscribed ?? 0) === 0;
}
