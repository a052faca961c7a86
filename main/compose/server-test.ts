import { NamedError } from '../../contract/errors.ts';
import type { ServerTestParts } from '../api/server-test.ts';
import { needsNothing } from '../call/harmless-call.ts';
import { ArgumentsCheck } from '../catalog/arguments-check.ts';
import { isHidden } from '../session/app-views.ts';
import { type CallParts, composeCalls, riskUnder } from './calls.ts';
import type { Ground } from './ground.ts';
import type { Servers } from './servers.ts';

/** Trying a server goes the way of any call, under the app `cli`. */
export function serverTestParts({ redact }: Ground, { catalog, listing, supervisor }: Servers, calls: CallParts): ServerTestParts {
  const argumentsCheck = new ArgumentsCheck();
  const risk = riskUnder(calls.settings);
  return {
    start: async (server) => {
      if (!calls.settings().servers.has(server)) throw new NamedError('not_found', `There is no server called ${server}.`);
      listing.keepRunning(server);
      await supervisor.start(server);
    },
    tools: (server) => catalog.tools([server]),
    isHarmless: (tool) =>
      risk(tool).risk === 'read' && !isHidden(tool, calls.settings()) && needsNothing(tool) && argumentsCheck.check(tool, {}) === null,
    call: composeCalls(calls),
    redact,
  };
}
