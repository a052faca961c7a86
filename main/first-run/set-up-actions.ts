import type { MethodName, Output, Parsed } from '../../contract/contract.ts';

type Used =
  | 'apps.list'
  | 'apps.known'
  | 'apps.plan'
  | 'apps.apply'
  | 'imports.find'
  | 'imports.fromDirectory'
  | 'imports.take'
  | 'servers.list'
  | 'servers.remove'
  | 'servers.test'
  | 'secrets.list'
  | 'secrets.remove';

type Action<Name extends MethodName> = (input: Parsed<Name>) => Promise<Output<Name>> | Output<Name>;

/** What setting up is made of: each step is one that the person could take in the window, too, and leaves the same traces. */
export type SetUpActions = { readonly [Name in Used]: Action<Name> };
