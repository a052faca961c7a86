import { NamedError } from '../../../contract/errors.ts';
import { exitCodes } from '../exit-code.ts';
import { asOwner, type Command } from '../invocation.ts';

const endpointIsOff =
  'The endpoint for apps that take a URL is off: write `endpoint: { port: 7462 }` into config.yaml, or see "patchbay status" for why it isn\'t there.';

/**
 * Mints the app's key, or shows the one it has, as the entry to paste into the app's settings.
 * @param overHttp the entry for an app that takes a URL; fails with `conflict` while the endpoint is off.
 */
export function connect(app: string, overHttp: boolean): Command {
  return async (invocation) => {
    const found = await asOwner(invocation, (client) => client.call('apps.connect', { app }));
    const entry = overHttp ? found.http : found;
    if (entry === undefined) throw new NamedError('conflict', endpointIsOff);
    invocation.output.say(
      `Paste this into the MCP settings of ${app} and restart it; the key is for this app alone, so keep it to yourself.`,
    );
    invocation.output.result(entry, () => [entry.json]);
    return exitCodes.done;
  };
}
