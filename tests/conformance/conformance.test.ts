import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { answerDifference, difference, exception, vacuous } from './comparison.ts';
import { measure } from './measure.ts';
import { conformanceDocument, type Measured } from './report.ts';
import { requirementsOf, revisions } from './requirements.ts';

const page = fileURLToPath(new URL('../../docs/conformance.md', import.meta.url));
const all: Measured[] = [];

describe.each(revisions)('Patchbay at %s', (revision) => {
  let measured: Measured;
  beforeAll(async () => {
    measured = await measure(revision);
    all.push(measured);
  }, 300_000);

  it('ends each check as the server itself does, with the same answers, on every way', () => {
    const { direct, through } = measured;
    expect(Object.keys(through)).toEqual(expect.arrayContaining(['HTTP endpoint', 'Shim']));
    for (const [way, run] of Object.entries(through)) {
      const excepted = revision === '2025-11-25' && exception.isBehind(way) ? [exception] : [];
      expect({ way, differing: difference(direct, run).map(({ check }) => check) }).toEqual({
        way,
        differing: excepted.map(({ check }) => check),
      });
      const answers = answerDifference(direct, run).filter(({ scenario }) => excepted.every((one) => one.scenario !== scenario));
      expect({ way, answers }).toEqual({ way, answers: [] });
      expect({ way, vacuous: vacuous(direct, run) }).toEqual({ way, vacuous: [] });
    }
  });

  it('passes every check that counts', () => {
    const scored = new Set(
      requirementsOf(revision, 'server').flatMap(({ scenario, unscored }) => (unscored === undefined ? [scenario] : [])),
    );
    for (const { checks } of [measured.direct, ...Object.values(measured.through)]) {
      const counted = checks.filter(({ scenario }) => scored.has(scenario));
      expect(counted.filter(({ status }) => status === 'FAILURE' || status === 'WARNING')).toEqual([]);
      expect(new Set(counted.filter(({ status }) => status === 'SUCCESS').map(({ scenario }) => scenario))).toEqual(scored);
    }
  });

  it('refuses a web page that found its port', () => {
    const checks = measured.through['HTTP endpoint']?.checks.filter(({ scenario }) => scenario === 'dns-rebinding-protection') ?? [];
    expect(checks.map(({ key, status }) => [key, status])).toEqual([
      ['localhost-host-rebinding-rejected (DNSRebindingRejected)', 'SUCCESS'],
      ['localhost-host-valid-accepted (LocalhostHostAccepted)', 'SUCCESS'],
    ]);
  });

  it('is a client as the suite wants it, signing in included', () => {
    const wanted = requirementsOf(revision, 'client').filter(
      ({ scenario, unscored }) => unscored === undefined || !scenario.startsWith('auth/'),
    );
    expect([...measured.clients.keys()].toSorted()).toEqual(wanted.map(({ scenario }) => scenario).toSorted());
    for (const [scenario, checks] of measured.clients) {
      expect({ scenario, wrong: checks.filter(({ status }) => status === 'FAILURE' || status === 'WARNING') }).toEqual({
        scenario,
        wrong: [],
      });
      expect(checks.some(({ status, key }) => status === 'SUCCESS' && !key.startsWith('wire-schema'))).toBe(true);
    }
  });
});

it('finds what docs/conformance.md says', async () => {
  await expect(await conformanceDocument(all)).toMatchFileSnapshot(page);
});
