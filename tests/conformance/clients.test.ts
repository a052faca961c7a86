import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { runClientScenario } from './suite.ts';

const harness = fileURLToPath(new URL('client-harness.ts', import.meta.url));

it.each(['initialize', 'tools_call', 'elicitation-sep1034-client-defaults', 'sse-retry', 'json-schema-2020-12-preservation'])(
  'Patchbay is a client of the legacy era as the suite wants it: %s',
  async (scenario) => {
    const checks = await runClientScenario(`${process.execPath} ${harness}`, scenario, '2025-11-25');
    expect(checks.filter(({ status }) => status === 'FAILURE' || status === 'WARNING')).toEqual([]);
    expect(checks.some(({ status, key }) => status === 'SUCCESS' && !key.startsWith('wire-schema'))).toBe(true);
  },
);
