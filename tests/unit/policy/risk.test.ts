import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { assessRisk } from '../../../main/policy/risk.ts';

const claimsToOnlyRead = { readOnlyHint: true, destructiveHint: false, openWorldHint: false };

describe('the risk of a tool', () => {
  it.each([
    ['delete_entities', 'destructive'],
    ['forgetPerson', 'destructive'],
    ['get_or_delete', 'destructive'],
    ['write_file', 'write'],
    ['remember', 'write'],
    ['toggle-simulated-logging', 'write'],
    ['sequentialthinking', 'write'],
    ['doTheThing', 'write'],
    ['send_email', 'open-world'],
    ['get_url', 'open-world'],
    ['read_file', 'read'],
    ['list_allowed_directories', 'read'],
    ['directory_tree', 'read'],
    ['get-env', 'read'],
    ['echo', 'read'],
    ['search_open_issues', 'read'],
  ])('of %s is %s by its name alone', (name, risk) => {
    expect(assessRisk(name, {}, undefined).risk).toBe(risk);
  });

  it('is not lowered by a server that says its tool only reads', () => {
    expect(assessRisk('write_note', claimsToOnlyRead, undefined).risk).toBe('write');
    expect(assessRisk('note', claimsToOnlyRead, undefined).risk).toBe('write');
    expect(assessRisk('delete_note', claimsToOnlyRead, undefined).risk).toBe('destructive');
  });

  it('is raised by a server that asks for more caution', () => {
    expect(assessRisk('get_note', { readOnlyHint: false }, undefined).risk).toBe('write');
    expect(assessRisk('get_note', { destructiveHint: true }, undefined).risk).toBe('destructive');
    expect(assessRisk('get_note', { readOnlyHint: true, openWorldHint: true }, undefined).risk).toBe('open-world');
  });

  it('is what the person set, whatever name and server say', () => {
    expect(assessRisk('delete_everything', { destructiveHint: true }, 'read')).toEqual({
      risk: 'read',
      reason: 'you set it in config.yaml',
    });
  });

  it('finds words, not parts of words', () => {
    expect(assessRisk('get_settings', {}, undefined).risk).toBe('read');
    expect(assessRisk('list_postcodes', {}, undefined).risk).toBe('read');
    expect(assessRisk('retrieval', {}, undefined).risk).toBe('write');
  });

  it('never falls because of any annotation', () => {
    const order = ['read', 'write', 'open-world', 'destructive'];
    const hint = fc.option(fc.boolean(), { nil: undefined });
    fc.assert(
      fc.property(fc.string(), fc.record({ readOnlyHint: hint, destructiveHint: hint, openWorldHint: hint }), (name, hints) => {
        const alone = assessRisk(name, {}, undefined).risk;
        expect(order.indexOf(assessRisk(name, hints, undefined).risk)).toBeGreaterThanOrEqual(order.indexOf(alone));
      }),
    );
  });
});
