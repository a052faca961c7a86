import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { desktopEntry } from '../../../main/electron/autostart.ts';

let config: string;
beforeEach(async () => {
  config = await mkdtemp(join(tmpdir(), 'patchbay-autostart-'));
});
afterEach(() => rm(config, { recursive: true }));

describe('start at login on Linux', () => {
  it('is off in the beginning, and turning it off twice harms nothing', () => {
    const autostart = desktopEntry(config, '/opt/Patchbay/patchbay');
    autostart.turn(false);
    expect(autostart.isOn()).toBe(false);
  });

  it('writes the entry that desktops read, without a window', async () => {
    const autostart = desktopEntry(config, '/opt/Patch bay/100%/pa"tch$bay');
    autostart.turn(true);
    expect(autostart.isOn()).toBe(true);
    const entry = await readFile(join(config, 'autostart/patchbay.desktop'), 'utf8');
    expect(entry.split('\n')).toContain('Exec="/opt/Patch bay/100%%/pa\\\\"tch\\\\$bay" --hidden');
    autostart.turn(false);
    expect(autostart.isOn()).toBe(false);
  });
});
