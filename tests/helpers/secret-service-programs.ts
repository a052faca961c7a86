import { spawnSync } from 'node:child_process';

/** What a Secret Service of the tests' own needs and this machine doesn't have. */
export function missingForSecretService(): string[] {
  const programs = ['gnome-keyring-daemon', 'dbus-daemon', 'dbus-send'].filter((program) => spawnSync('which', [program]).status !== 0);
  const libraries = spawnSync('ldconfig', ['-p'], { encoding: 'utf8' }).stdout ?? '';
  return libraries.includes('libsecret-1.so.0') ? programs : [...programs, 'libsecret-1.so.0'];
}
