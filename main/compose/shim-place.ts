import { join } from 'node:path';
import type { ShimPlace } from '../clients/app-launch.ts';
import { isFoundWithoutHelp } from '../lib/home.ts';
import type { ComposeOptions } from './options.ts';

/** How apps start the shim. It needs nothing of the environment that an app hands on, which may be next to nothing (Codex). */
export function shimPlace({ home, programs }: Pick<ComposeOptions, 'home' | 'programs'>): ShimPlace {
  const shim =
    programs.shim === undefined
      ? { command: programs.node, args: [join(programs.folder, 'shim/main.js')] }
      : { command: programs.shim, args: [] };
  return { shim, home: isFoundWithoutHelp(home.folder) ? null : home.folder };
}
