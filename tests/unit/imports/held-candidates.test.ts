import { memoryUsage } from 'node:process';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { strToU8, zipSync } from 'fflate';
import { beforeEach, describe, expect, it } from 'vitest';
import { Bundle } from '../../../main/imports/bundle.ts';
import { draftOf, plain } from '../../../main/imports/draft.ts';
import { HeldCandidates } from '../../../main/imports/held-candidates.ts';
import { SecretNames } from '../../../main/imports/secret-names.ts';
import { draftsIn } from '../../helpers/pasted.ts';

const emptyVault = { read: () => Promise.resolve(null), names: () => [] };
const origin = { source: 'a test', app: null };
const together = { existing: new Map(), batch: [] };
const draft = draftOf('thing', { kind: 'stdio', command: plain('thing'), args: [], env: new Map(), cwd: null });

function heldCandidates(most?: number): HeldCandidates {
  return new HeldCandidates(new SecretNames(emptyVault), { platform: 'linux', exists: () => true }, most);
}

function heapAfterCollection(): number {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc()');
  return memoryUsage().heapUsed;
}

function bundleOf(bytes: number): Bundle {
  const manifest = strToU8(JSON.stringify({ name: 'a', version: '1', server: { mcp_config: { command: 'node' } } }));
  return Bundle.read(Buffer.from(zipSync({ 'manifest.json': manifest, data: [new Uint8Array(bytes), { level: 0 }] })));
}

describe('what was found and may yet be added', () => {
  let held: HeldCandidates;
  beforeEach(() => {
    held = heldCandidates(100_000);
  });

  it('makes room for later ones by its bytes, those of bundles above all', () => {
    const bundle = { archive: bundleOf(60_000), folder: '/b' };
    const first = held.hold(draft, together, origin, bundle);
    const text = held.hold(draft, together, origin);
    expect(held.get(first.id)?.bundle).toBe(bundle);
    const second = held.hold(draft, together, origin, bundle);
    expect([first, text, second].map(({ id }) => held.get(id) !== undefined)).toEqual([false, true, true]);
    held.forget(second.id);
    const long = held.hold({ ...draft, summary: 'x'.repeat(90_000) }, together, origin);
    expect([text, long].map(({ id }) => held.get(id) !== undefined)).toEqual([true, true]);
  });

  it('is held even if it alone is too much', () => {
    const { id } = held.hold(draft, together, origin, { archive: bundleOf(200_000), folder: '/b' });
    expect(held.get(id)).toBeDefined();
  });

  it('doesn’t hold the text that it was cut out of', () => {
    const all = heldCandidates();
    const holdWith = (padding: string) => {
      const text = JSON.stringify({ mcpServers: { thing: { command: '/opt/tools/a-long-command' } }, padding });
      for (const found of draftsIn(text)) all.hold(found, { existing: new Map(), batch: [] }, origin);
      return heapAfterCollection();
    };
    const before = holdWith('-'.repeat(1_000_000));
    const after = ['a', 'b', 'c', 'd', 'e', 'f'].map((letter) => holdWith(letter.repeat(1_000_000)));
    expect((after.at(-1) ?? 0) - before).toBeLessThan(3_000_000);
  });
});
