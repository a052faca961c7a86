import { describe, expect, it } from 'vitest';
import { longestJson, redactedJson } from '../../../main/audit/redact.ts';
import { readJsonText } from '../../../main/wire/read-json.ts';

const mark = 'Zq7Plant9';

describe('the arguments of a call in the log', () => {
  const exact = (text: string) => redactedJson(readJsonText(text));

  it('have the numbers and the order that they came with', () => {
    const text = '{"n":9007199254740993,"2":1.0,"1":[1e400,-0,{"x":1.50}],"text":"{\\"id\\":9007199254740993}"}';
    expect(exact(text)).toBe(text);
  });

  it('are as free of secrets and as short as others', () => {
    expect(exact(`{"n":1.0,"password":"${mark}","pin":90071992547409930}`)).not.toMatch(/Zq7Plant9|9007/);
    expect(exact(`{"n":1${'0'.repeat(20_000)},"1":1.0}`).length).toBeLessThanOrEqual(longestJson);
    expect(exact(`[${'1.0,'.repeat(20_000)}1]`)).toContain('[cut: 20001 items in all]');
  });
});
