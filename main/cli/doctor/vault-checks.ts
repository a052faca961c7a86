import { asOwner, type Invocation } from '../invocation.ts';
import { type Finding, ill, well } from './finding.ts';

/** Whether every secret that is needed can be had. A vault that holds nothing and is asked for nothing is left alone. */
export async function checkVault(invocation: Invocation): Promise<Finding[]> {
  const secrets = await asOwner(invocation, (client) => client.call('secrets.list', {}));
  if (secrets.length === 0) return [well('vault', 'holds no secrets, and none is asked for')];
  const { state, message } = await asOwner(invocation, (client) => client.call('vault.status', {}));
  const missing = secrets.filter((secret) => secret.missing);
  return [
    state === 'open' ? well('vault', message) : ill('vault', message),
    ...missing.map(({ name, usedBy }) =>
      ill(`secret ${name}`, `${usedBy.join(', ')} can't start without it: "patchbay secrets set ${name}"`),
    ),
  ];
}
