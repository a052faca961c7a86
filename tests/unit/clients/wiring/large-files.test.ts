import { describe, expect, it } from 'vitest';
import { maskedDiff } from '../../../../main/clients/wiring/masked-diff.ts';
import { planView } from '../../../../main/clients/wiring/plan-view.ts';
import { tomlPlace } from '../edit/places.ts';
import { AppFolder, fileAt } from './app-folder.ts';
import { quickFolder } from './corpus.ts';

/** As a client's own file grows over the months. */
function history(prompted: number, indent: number): string {
  const prompts = Array.from({ length: prompted }, (_, index) => ({
    display: `${index} ${'lorem ipsum dolor sit amet '.repeat(8)}`,
    pasted: {},
  }));
  return JSON.stringify(
    { numStartups: 3, projects: { '/src/engine': { history: prompts } }, mcpServers: { a: { command: 'x' } } },
    null,
    indent,
  );
}

describe('a large file', () => {
  it.each([
    ['5 MB on many lines', history(19_000, 2)],
    ['half a MB on one line', history(2_000, 0)],
  ])('is wired and unwired to the byte, and only the change is shown: %s', async (_, text) => {
    await using folder = await AppFolder.make(quickFolder());
    expect(text.length).toBeGreaterThan(_.startsWith('5') ? 5_000_000 : 480_000);
    await folder.write('mcp.json', text);
    const plan = await folder.wiring.planWire(folder.app('mcp.json'));
    const [change] = planView(plan).changes;
    expect(change?.diff.length).toBeLessThan(3_000);
    expect(change?.diff).toContain('patchbay');
    await folder.wiring.apply(plan);
    await folder.unwire(folder.app('mcp.json'));
    expect((await folder.text('mcp.json')) === text).toBe(true);
  });

  it('is refused where it is larger than any file of settings', async () => {
    await using folder = await AppFolder.make(quickFolder());
    await folder.write('mcp.json', `{ "a": "${'x'.repeat(10 * 1024 * 1024)}" }`);
    await expect(folder.wiring.planWire(folder.app('mcp.json'))).rejects.toThrow(/larger than any file of settings/);
  });
});

describe('a large TOML file', () => {
  it('is wired and unwired to the byte', async () => {
    await using folder = await AppFolder.make(quickFolder());
    const text = Array.from({ length: 500 }, (_, index) => `[projects."/src/${index}"]\ntrust_level = "trusted"\n`).join('\n');
    await folder.write('config.toml', text);
    const app = { id: 'codex', label: 'Codex', files: [fileAt(folder.file('config.toml'), tomlPlace)] };
    await folder.wire(app);
    await folder.write('config.toml', `# mine\n${await folder.text('config.toml')}`);
    await folder.unwire(app);
    expect((await folder.text('config.toml')) === `# mine\n${text}`).toBe(true);
  });
});

describe('the difference between two texts that share nothing', () => {
  it('is told in a sentence', () => {
    const lines = (word: string) => Array.from({ length: 20_000 }, (_, index) => `${word} ${index}`).join('\n');
    expect(maskedDiff({ path: 'a', before: lines('one'), after: lines('two'), servers: [] })).toMatch(/20000 lines become 20000/);
  });
});
