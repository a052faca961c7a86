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
    const { paste } = entry;
    if (paste === null) throw new NamedError('conflict', `The settings of ${app} take no URL: leave out --http.`);
    invocation.output.say(`${found.where} The key in it is for this app alone: keep it to yourself.`);
    invocation.output.result(entry, () => paste.whole.split('\n'));
    return exitCodes.done;
  };
}
