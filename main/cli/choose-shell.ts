import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** How Patchbay shows itself, and why so, for a person to read. */
export type Shell =
  { readonly kind: 'desktop'; readonly electron: string; readonly why: string } | { readonly kind: 'headless'; readonly why: string };

export interface Surroundings {
  readonly platform: NodeJS.Platform;
  readonly environment: NodeJS.ProcessEnv;
  /** Path of Electron's binary; null where there is none. */
  readonly electron: string | null;
}

/** The desktop where there is one and Electron to show it with; else the same product in a browser tab. */
export function chooseShell(wantsHeadless: boolean, { platform, environment, electron }: Surroundings): Shell {
  if (wantsHeadless) return { kind: 'headless', why: 'as --headless asks' };
  if (!hasDesktop(platform, environment))
    return { kind: 'headless', why: 'because there is no desktop here (neither DISPLAY nor WAYLAND_DISPLAY is set)' };
  if (electron === null) return { kind: 'headless', why: 'because the Electron binary is not installed (npx install-electron fetches it)' };
  return { kind: 'desktop', electron, why: 'because there is a desktop and an Electron binary' };
}

function hasDesktop(platform: NodeJS.Platform, environment: NodeJS.ProcessEnv): boolean {
  if (platform === 'darwin' || platform === 'win32') return true;
  return Boolean(environment['DISPLAY']) || Boolean(environment['WAYLAND_DISPLAY']);
}

/** The binary that the npm package `electron` has fetched. Asking that package itself would begin to fetch it. */
export function findElectron(environment: NodeJS.ProcessEnv): string | null {
  try {
    const folder = dirname(createRequire(import.meta.url).resolve('electron/package.json'));
    const binary = readFileSync(join(folder, 'path.txt'), 'utf8').trim();
    const path = join(environment['ELECTRON_OVERRIDE_DIST_PATH'] ?? join(folder, 'dist'), binary);
    return existsSync(path) ? path : null;
  } catch {
    // The package is not installed, or has not fetched its binary yet.
    return null;
  }
}
