import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cruiseTree, layers, root, violatedRules } from './cruise.ts';

/** One offence per rule: the file that breaks it, and what it imports. */
const offences: Readonly<Record<string, { file: string; imports: string }>> = {
  'electron-only-in-the-shell': { file: 'main/session/offender.ts', imports: 'electron/main' },
  'contract-is-a-leaf': { file: 'contract/offender.ts', imports: '../main/policy/innocent.ts' },
  'renderer-knows-only-the-contract': { file: 'renderer/offender.ts', imports: '../main/policy/innocent.ts' },
  'renderer-has-no-node': { file: 'renderer/offender.ts', imports: 'node:fs' },
  'features-do-not-know-each-other': { file: 'renderer/features/one/offender.ts', imports: '../other/innocent.ts' },
  'preload-knows-only-the-contract': { file: 'preload/offender.ts', imports: '../main/policy/innocent.ts' },
  'core-knows-no-shell-and-no-adapter': { file: 'main/call/offender.ts', imports: '../store/innocent.ts' },
  'http-framework-only-at-the-edges': { file: 'main/session/offender.ts', imports: 'hono' },
  'keychain-program-is-tiny': { file: 'main/keychain/offender.ts', imports: '../policy/innocent.ts' },
  'keychain-only-in-its-program': { file: 'main/store/offender.ts', imports: 'keytar' },
  'sqlite-only-in-store': { file: 'main/api/offender.ts', imports: 'better-sqlite3' },
  'policy-is-pure': { file: 'main/policy/offender.ts', imports: 'node:fs' },
  'adapters-know-no-shell': { file: 'main/store/offender.ts', imports: '../api/innocent.ts' },
  'api-knows-no-shell-and-no-store': { file: 'main/api/offender.ts', imports: '../store/innocent.ts' },
  'shells-know-only-compose-and-dispatch': { file: 'main/headless/offender.ts', imports: '../policy/innocent.ts' },
  'shells-do-not-know-each-other': { file: 'main/electron/offender.ts', imports: '../headless/innocent.ts' },
  'shim-is-tiny': { file: 'main/shim/offender.ts', imports: '../policy/innocent.ts' },
  'guardian-is-tiny': { file: 'main/upstreams/guardian/offender.ts', imports: '../../policy/innocent.ts' },
  'small-programs-reach-no-package': { file: 'main/shim/offender.ts', imports: '../lib/reaches-a-package.ts' },
  'mcp-sdk-only-on-the-wire': { file: 'main/call/offender.ts', imports: '@modelcontextprotocol/sdk/client/index.js' },
  'sign-in-library-only-when-needed': { file: 'main/oauth/offender.ts', imports: './challenge.ts' },
  'nobody-imports-tests': { file: 'main/session/offender.ts', imports: '../../tests/innocent.ts' },
  'no-cycles': { file: 'main/session/offender.ts', imports: './imports-the-offender.ts' },
};

const innocent = 'export const innocent = 1;\n';

/** Files that an offender may import; without an offender this tree breaks no rule. */
const bystanders: Readonly<Record<string, string>> = {
  'contract/innocent.ts': innocent,
  'main/policy/innocent.ts': innocent,
  'main/store/innocent.ts': innocent,
  'main/api/innocent.ts': innocent,
  'main/headless/innocent.ts': innocent,
  'main/oauth/challenge.ts': innocent,
  'main/lib/reaches-a-package.ts': "import 'zod';\n",
  'renderer/features/other/innocent.ts': innocent,
  'preload/innocent.ts': innocent,
  'scripts/innocent.ts': innocent,
  'tests/innocent.ts': innocent,
};

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'patchbay-layers-'));
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'), 'junction');
  for (const [file, text] of Object.entries(bystanders)) write(file, text);
});

afterEach(() => rmSync(folder, { recursive: true }));

function write(file: string, text: string): void {
  mkdirSync(dirname(join(folder, file)), { recursive: true });
  writeFileSync(join(folder, file), text);
}

describe('the layers of the product', () => {
  it('are kept by every import', async () => {
    const result = await cruiseTree(root, layers);
    expect(result.summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`)).toEqual([]);
    // dependency-cruiser looks at nothing, and is content, when it can't read the installed TypeScript.
    expect(result.summary.totalCruised).toBeGreaterThan(50);
  });

  it('are each guarded by an offence in this test', () => {
    // The configuration is CommonJS without types; only the names are read.
    const { forbidden } = createRequire(import.meta.url)(join(root, '.dependency-cruiser.cjs')) as { forbidden: { name: string }[] };
    expect(forbidden.map(({ name }) => name).toSorted()).toEqual(Object.keys(offences).toSorted());
  });

  it('are not broken by innocent files', async () => {
    expect(violatedRules(await cruiseTree(folder, layers))).toEqual([]);
  });

  it.each(Object.entries(offences))('%s notices an offender', async (rule, { file, imports }) => {
    write('main/session/imports-the-offender.ts', rule === 'no-cycles' ? "import './offender.ts';\n" : innocent);
    write(file, `import '${imports}';\n`);
    expect(violatedRules(await cruiseTree(folder, layers))).toContain(rule);
  });
});
