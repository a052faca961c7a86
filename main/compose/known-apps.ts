import { appLaunch } from '../clients/app-launch.ts';
import { AppGuard } from '../clients/guard/app-guard.ts';
import { GuardMemory } from '../clients/guard/guard-memory.ts';
import { KnownApps } from '../clients/known-apps.ts';
import { LastSeen } from '../clients/last-seen.ts';
import { nodeDisk, thisMachine } from '../clients/node-disk.ts';
import { Wiring } from '../clients/wiring/wiring.ts';
import { wiringApp } from '../clients/wiring-app.ts';
import type { Sessions } from '../session/sessions.ts';
import type { Ground } from './ground.ts';
import type { ComposeOptions } from './options.ts';
import { shimPlace } from './shim-place.ts';

/** The AI apps on this computer, and who looks after the files in which they are wired. */
export function composeKnownApps(options: ComposeOptions, ground: Ground, sessions: Sessions) {
  const { state, keys, settings, redact, note, log } = ground;
  const clock = () => new Date();
  const machine = thisMachine();
  const lastSeen = new LastSeen(state, clock);
  const memory = new GuardMemory(state, clock);
  const wiring = new Wiring(options.home.folder);
  const guardOf = (app: string) => settings.current.apps.get(app)?.guard ?? 'tell';
  const launch = async (app: string) => {
    const key = await keys.get(app).catch(() => null);
    return key === null ? null : appLaunch(shimPlace(options), app, key);
  };
  const known = new KnownApps({
    machine,
    disk: nodeDisk,
    wiring,
    memory,
    launch,
    connectedSessions: (app) => sessions.apps().filter((each) => each === app).length,
    lastSeenAt: (app) => lastSeen.of(app),
    guard: guardOf,
    redact,
  });
  const guard = new AppGuard({
    apps: known,
    memory,
    guard: guardOf,
    keepGood: (app, path, text) => wiring.keepGood(app, path, text),
    mend: async (client, project) => {
      const key = await keys.mint(client.id);
      const ready = { machine, disk: nodeDisk, launch: appLaunch(shimPlace(options), client.id, key), project };
      await wiring.apply(await wiring.planWire(await wiringApp(client, ready), { isMend: true }));
    },
    note,
    report: (sentence, error) => log.warn(sentence, error),
  });
  return { known, wiring, guard, memory, machine, disk: nodeDisk, lastSeen };
}
