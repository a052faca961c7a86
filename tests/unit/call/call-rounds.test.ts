import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { callTool } from '../../../main/call/call.ts';
import { CallRounds, roundDigest, type RoundIdentity } from '../../../main/call/call-rounds.ts';
import type { JsonObject, JsonValue } from '../../../main/wire/frame.ts';
import { jsonText } from '../../../main/wire/json-text.ts';
import { readJsonText } from '../../../main/wire/read-json.ts';
import { eventually } from '../../helpers/eventually.ts';
import { answer, codeOf, request, surroundings } from './surroundings.ts';

const state = 'c29tZSBzdGF0ZQ==';
const askedFor: JsonObject = {
  resultType: 'input_required',
  inputRequests: { confirm: { method: 'elicitation/create', params: { message: 'Sure?' } } },
  requestState: state,
};

function retry(changes: JsonObject = {}, given: JsonObject = { text: 'hi' }) {
  const params = { name: 'notes.write_note', arguments: given, requestState: state, inputResponses: { confirm: { action: 'accept' } } };
  return request('notes.write_note', { arguments: given, params: { ...params, ...changes } });
}

/** The person said yes to a call, and its server asked for more. */
async function afterFirstRound(results: JsonObject[] = [askedFor]) {
  const broker = surroundings({}, results);
  const first = callTool(request('notes.write_note'), broker.around);
  await answer(broker.approvals, 'once');
  expect(await first).toEqual(askedFor);
  return broker;
}

describe('a call that its server answered with a request for input', () => {
  it('is not asked about again when the app repeats it with what was asked for, and the server gets that as it came', async () => {
    const { around, events, records } = await afterFirstRound();
    await callTool(retry(), around);
    expect(events.at(-2)).toBe(
      `server got {"name":"write_note","arguments":{"text":"hi"},"requestState":"${state}","inputResponses":{"confirm":{"action":"accept"}}}`,
    );
    expect(records.at(-1)).toMatchObject({ decision: 'allow', rule: 'allowed by you in an earlier round', status: 'ok' });
  });

  it('leaves each round as a call of its own in the log, tied to the first', async () => {
    const { around, records } = await afterFirstRound([askedFor, askedFor]);
    await callTool(retry(), around);
    await callTool(retry(), around);
    const outcomes = records.filter(({ kind }) => kind === 'call.outcome');
    const [first] = outcomes;
    expect(new Set(outcomes.map(({ callId }) => callId)).size).toBe(3);
    expect(outcomes.map(({ detail }) => detail)).toEqual([
      'asks for elicitation/create first',
      `asks for elicitation/create first; goes on with call ${first?.callId ?? ''}`,
      `text of 4 characters; goes on with call ${first?.callId ?? ''}`,
    ]);
  });

  it.each([
    ['its arguments are others', retry({}, { text: 'everything' })],
    ['its state is another', retry({ requestState: 'bW9yZQ==' })],
    ['its state is missing', retry({ requestState: undefined } as unknown as JsonObject)],
    ['it is no repetition', request('notes.write_note')],
    ['another app repeats it', { ...retry(), app: 'claude' }],
    ['another session repeats it', { ...retry(), session: 's2' }],
  ])('is asked about again when %s', async (_what, changed) => {
    const { around, approvals } = await afterFirstRound();
    const second = codeOf(callTool(changed, around));
    await answer(approvals, 'deny');
    expect(await second).toBe('approval_denied');
  });

  it('is asked about again when it is repeated twice', async () => {
    const { around, approvals } = await afterFirstRound();
    await callTool(retry(), around);
    void callTool(retry(), around).catch(() => undefined);
    await eventually(() => expect(approvals.list()).toHaveLength(1));
  });

  it.each([
    ['the tool is another by now', { tool: 'changed' }],
    ["the server's command is another by now", { fingerprint: 'changed' }],
  ])('is asked about again when %s', async (_what, { tool, fingerprint }: { tool?: string; fingerprint?: string }) => {
    const { around, approvals } = await afterFirstRound();
    const find = (name: string) => {
      const found = around.catalog.find(name);
      return found && tool !== undefined ? { ...found, hash: tool } : found;
    };
    const serverFingerprint = () => fingerprint ?? 'fingerprint';
    void callTool(retry(), { ...around, catalog: { ...around.catalog, find }, serverFingerprint }).catch(() => undefined);
    await eventually(() => expect(approvals.list()).toHaveLength(1));
  });

  it('is refused while all tools are paused, whatever was said before', async () => {
    const { around } = await afterFirstRound();
    expect(await codeOf(callTool(retry(), { ...around, isPaused: () => true }))).toBe('paused');
  });
});

const identity: RoundIdentity = {
  session: 's1',
  scope: { app: 'cursor', server: 'notes', serverFingerprint: 'f', tool: 'write_note', definitionHash: 'h' },
  arguments: {},
  requestState: state,
};
const round = { callId: 'first', approved: true };

describe('what is kept of open rounds', () => {
  it('ends after ten minutes', () => {
    let now = 0;
    const rounds = new CallRounds(() => now);
    rounds.leave(identity, round);
    now = 10 * 60_000;
    expect(rounds.take(identity)).toBeNull();
  });

  it('is bounded for each app, so that none pushes out the rounds of another', () => {
    const rounds = new CallRounds(() => 0);
    const other = { ...identity, scope: { ...identity.scope, app: 'claude' } };
    rounds.leave(other, round);
    for (let index = 0; index < 101; index += 1) rounds.leave({ ...identity, requestState: index }, round);
    expect(rounds.take({ ...identity, requestState: 0 })).toBeNull();
    expect(rounds.take({ ...identity, requestState: 1 })).toEqual(round);
    expect(rounds.take(other)).toEqual(round);
  });
});

describe('the digest of a round', () => {
  const digestOf = (text: string) => roundDigest({ ...identity, arguments: readJsonText(text) as JsonObject });

  it('is another for numbers that JavaScript takes for the same', () => {
    const numbers = ['1', '1.0', '9007199254740992', '9007199254740993', '1e400', '2e400'];
    expect(new Set(numbers.map((number) => digestOf(`{"n":[${number}]}`))).size).toBe(numbers.length);
  });

  it('is the same in another order of names, at any depth', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
        const text = JSON.stringify(value);
        fc.pre(readJsonText(text) !== undefined);
        expect(digestOf(jsonText(reversed(JSON.parse(text) as JsonValue)))).toBe(digestOf(text));
      }),
    );
  });

  it('is another for any other arguments', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.dictionary(fc.string(), fc.jsonValue()), (one, other) => {
        const [a, b] = [JSON.stringify(one), JSON.stringify(other)];
        fc.pre(readJsonText(a) !== undefined && readJsonText(b) !== undefined && sortedText(a) !== sortedText(b));
        expect(digestOf(a)).not.toBe(digestOf(b));
      }),
    );
  });

  it('never mixes up where one part ends and the next begins', () => {
    const a = roundDigest({ ...identity, session: 's', scope: { ...identity.scope, app: 'ab' } });
    const b = roundDigest({ ...identity, session: 'sa', scope: { ...identity.scope, app: 'b' } });
    expect(a).not.toBe(b);
    expect(roundDigest({ ...identity, requestState: 'none' })).not.toBe(roundDigest({ ...identity, requestState: undefined }));
  });
});

function reversed(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map((element: JsonValue) => reversed(element));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([name, member]) => [name, reversed(member)]),
  );
}

function sortedText(text: string): string {
  return JSON.stringify(JSON.parse(text), (_name, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );
}
