import type { Exposure, ServerState } from '../../contract/models.ts';
import type { JsonObject } from '../wire/frame.ts';
import { readInput, statusInput } from './facade-input.ts';
import { answer, requireServer } from './facade-view.ts';

/** What a profile allows, and what is used of it: tools and o200k tokens of everything that is shown. */
export interface BudgetUse {
  readonly exposure: Exposure;
  readonly maxTools: number;
  readonly maxTokens: number;
  readonly toolsShown: number;
  readonly tokensShown: number;
}

/** What an app may know of the broker's state. */
export interface StatusFacts {
  readonly isPaused: boolean;
  /** Those of its profile. */
  readonly servers: readonly {
    readonly name: string;
    readonly state: ServerState;
    readonly tools: number;
    readonly lastError: string | null;
  }[];
  readonly budget: BudgetUse;
  /** Tools that tools/list leaves out, with the reason. */
  readonly leftOut: readonly { readonly qualifiedName: string; readonly reason: string }[];
  /** Calls of this app that wait for the person. */
  readonly waiting: readonly { readonly tool: string; readonly since: string }[];
}

/**
 * `status`: starts nothing and waits for nothing.
 * @throws NamedError `invalid_arguments`.
 */
export function brokerStatus(given: JsonObject, facts: StatusFacts): JsonObject {
  const { server } = readInput('status', statusInput, given);
  const names = facts.servers.map(({ name }) => name);
  if (server !== undefined) requireServer(server, names);
  const servers = facts.servers.filter(({ name }) => server === undefined || name === server);
  return answer({
    state: facts.isPaused ? 'paused: the person stopped all tools' : 'running',
    servers: servers.map(({ name, state, tools, lastError }) => ({ name, state, tools, ...(lastError !== null && { lastError }) })),
    budget: { ...facts.budget, leftOut: countByReason(facts.leftOut) },
    waitingForApproval: facts.waiting.map(({ tool, since }) => ({ tool, since })),
  });
}

function countByReason(leftOut: StatusFacts['leftOut']): JsonObject {
  const byReason = Map.groupBy(leftOut, ({ reason }) => reason);
  return Object.fromEntries([...byReason].map(([reason, tools]) => [reason, tools.length]));
}
