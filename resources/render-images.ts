/**
 * Draws the PNG files from the SVG sources beside it, in the Chromium that Playwright finds. Run after a change of a source:
 *     node resources/render-images.ts [path of a Chromium]
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { chromium, type Page } from 'playwright';

const folder = import.meta.dirname;

interface Inks {
  readonly ink: string;
  readonly accent: string;
}

/** The menu bar's brightness decides; macOS colours a template image itself, by its alpha alone. */
const trayVariants: Readonly<Record<string, Inks>> = {
  '-on-light': { ink: '#262b44', accent: '#d97706' },
  '-on-dark': { ink: '#ffffff', accent: '#fbbf24' },
  Template: { ink: '#000000', accent: '#000000' },
};

async function draw(page: Page, source: string, pixels: number, { ink, accent }: Inks): Promise<Buffer> {
  await page.setViewportSize({ width: pixels, height: pixels });
  const svg = await readFile(join(folder, source), 'utf8');
  await page.setContent(`<style>body{margin:0;--ink:${ink};--accent:${accent}}svg{display:block;width:100vw;height:100vh}</style>${svg}`);
  return page.screenshot({ omitBackground: true });
}

const browser = await chromium.launch(process.argv[2] ? { executablePath: process.argv[2] } : {});
const page = await browser.newPage();
for (const state of ['running', 'paused', 'waiting']) {
  for (const [suffix, inks] of Object.entries(trayVariants)) {
    await writeFile(join(folder, 'tray', `${state}${suffix}.png`), await draw(page, `tray/${state}.svg`, 22, inks));
    await writeFile(join(folder, 'tray', `${state}${suffix}@2x.png`), await draw(page, `tray/${state}.svg`, 44, inks));
  }
}
await writeFile(join(folder, 'icon.png'), await draw(page, 'icon.svg', 1024, { ink: '', accent: '' }));
await browser.close();
