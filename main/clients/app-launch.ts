import type { Launch } from './entry-for.ts';

/** How any app starts the shim, and where that finds its Patchbay. */
export interface ShimPlace {
  /** Command and leading arguments. */
  readonly shim: { readonly command: string; readonly args: readonly string[] };
  /** Null: the platform's own place, where the shim looks by itself. */
  readonly home: string | null;
}

/** What an app is given (contracts.md): it needs nothing else of the environment that it runs in. */
export function appLaunch({ shim, home }: ShimPlace, app: string, key: Buffer): Launch {
  return {
    command: shim.command,
    args: [...shim.args, '--app', app],
    env: { PATCHBAY_APP_KEY: key.toString('hex'), ...(home !== null && { PATCHBAY_HOME: home }) },
  };
}
