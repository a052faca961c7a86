import { NamedError } from '../../contract/errors.ts';
import type { MethodName } from '../../contract/contract.ts';
import type { Api } from './api.ts';

const unbuilt = ['signIns.list', 'signIns.start', 'signIns.cancel', 'signIns.end'] as const satisfies readonly MethodName[];

/** What the contract promises and this build doesn't have: it says so. */
export function notBuiltApi(): Pick<Api, (typeof unbuilt)[number]> {
  const refuse = (name: MethodName) => (): never => {
    throw new NamedError('not_found', `This version of Patchbay doesn't have ${name} yet.`);
  };
  const handlers = Object.fromEntries(unbuilt.map((name) => [name, refuse(name)]));
  // Each name of the list has just got its handler, which never returns.
  return handlers as Record<(typeof unbuilt)[number], () => never>;
}
