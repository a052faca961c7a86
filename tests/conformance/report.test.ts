import { check as formatted, resolveConfig } from 'prettier';
import { describe, expect, it } from 'vitest';
import { conformanceDocument } from './report.ts';
import { suiteFolder } from './requirements.ts';
import type { Check, Run, Status } from './suite.ts';

const checked = (scenario: string, status: Status): Check => ({ scenario, key: `${scenario} (Check)`, status, message: 'It broke.' });
const said = (text: string): Run['conversations'] => [
  { scenario: 'tools-call-image', answers: [{ to: 'tools/call test_image_content', messages: text }] },
];

describe('the page about conformance', () => {
  it('names each check and each answer that differs, and what was not run', async () => {
    const direct: Run = { checks: [checked('ping', 'SUCCESS'), checked('tools-call-image', 'SUCCESS')], conversations: said('an image') };
    const worse: Run = { checks: [checked('ping', 'FAILURE'), checked('tools-call-image', 'SUCCESS')], conversations: said('not found') };
    const clients = new Map([['initialize', [checked('initialize', 'SUCCESS')]]]);
    const text = await conformanceDocument([{ revision: '2025-11-25', direct, through: { Same: direct, Worse: worse }, clients }]);
    expect(text).toMatch(/\| `ping` +\| +\| 1 of 1 +\| 1 of 1 +\| 0 of 1 +\|/);
    expect(text).toContain('Same: no check and no answer differs.');
    expect(text).toContain('- `ping`: ping (Check) is FAILURE, directly SUCCESS. It broke.');
    expect(text).toContain('- `tools-call-image`: the answer to `tools/call test_image_content` differs.');
    expect(text).toMatch(/\| `initialize` +\| +\| 1 of 1 +\|/);
    expect(text).toMatch(/\| `auth\/metadata-default` +\| +\| not run: Patchbay has no such way to sign in \|/);
    expect(await formatted(text, { ...(await resolveConfig(suiteFolder)), parser: 'markdown' })).toBe(true);
  });
});
