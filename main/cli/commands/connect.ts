import { exitCodes } from '../exit-code.ts';
import { asOwner, type Command } from '../invocation.ts';

/** Mints the app's key, or shows the one it has, as the entry to paste into the app's settings. */
export function connect(app: string): Command {
  return async (invocation) => {
    const entry = await asOwner(invocation, (client) => client.call('apps.connect', { app }));
    invocation.output.say(
      `Paste this into the MCP settings of ${app} and restart it; the key is for this app alone, so keep it to yourself.`,
    );
    invocation.output.result(entry, () => [entry.json]);
    return exitCodes.done;
  };
}
