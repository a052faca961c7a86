import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { known } from '../helpers/known-servers.ts';
import { BrokerProcess, connectApp, temporaryHome, textOf } from '../helpers/broker-process.ts';

const program = fileURLToPath(new URL('../fixtures/servers/changing-server.mjs', import.meta.url));
const secret = 'horse-battery-staple-42';

describe('a server that always says its tools changed, and tells its secret in errors', () => {
  it('is listed at most once a second, and its secret stays out of the log', async () => {
    await using home = await temporaryHome(
      `version: 1\nservers:\n  changing: { command: ${process.execPath}, args: [${program}], env: { SERVICE_TOKEN: ${secret} } }\n`,
    );
    await using broker = await BrokerProcess.start(home.folder);
    await known(broker);
    await using app = await connectApp(home.folder);
    const call = (name: string) => app.client.callTool({ name: 'call_tool', arguments: { name, arguments: {} } });
    const listings = async () => Number(textOf(await call('changing.read_listings')));
    const from = performance.now();
    const before = await listings();
    await after(2_500);
    const listed = (await listings()) - before;
    // One for each second that passed, one that was under way, and one each for what was called itself.
    expect(listed).toBeLessThanOrEqual(Math.ceil((performance.now() - from) / 1_000) + 3);
    expect(textOf(await call('changing.read_secret'))).toContain(secret);
    const logged = JSON.stringify(await broker.api('audit.search', { search: 'log in' }));
    expect(logged).toContain('cannot log in with [redacted]');
    expect(await readFile(join(home.folder, 'logs/patchbay.log'), 'utf8').catch(() => '')).not.toContain(secret);
  });
});
