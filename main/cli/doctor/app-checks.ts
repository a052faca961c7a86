import type { KnownApp } from '../../../contract/known-apps.ts';
import { asOwner, type Invocation } from '../invocation.ts';
import { type Finding, ill, well } from './finding.ts';

/** Whether every app that was wired can use what it was given. */
export async function checkApps(invocation: Invocation): Promise<Finding[]> {
  const apps = await asOwner(invocation, (client) => client.call('apps.known', {}));
  return apps.filter(wasWired).map(({ id, state, message, drift }) => {
    const isWell = !['unreadable', 'drifted', 'hidden'].includes(state) && drift.length === 0;
    return isWell ? well(`app ${id}`, message) : ill(`app ${id}`, message);
  });
}

function wasWired({ files, drift }: KnownApp): boolean {
  return drift.length > 0 || files.some(({ wired }) => wired);
}
