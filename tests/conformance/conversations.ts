import type { Exchange } from './authorizing-proxy.ts';

/** What a server said in one scenario to requests that name something of its own, in order. */
export interface Conversation {
  readonly scenario: string;
  /** `tools/call test_simple_text` and the messages that came back, without what differs from run to run. */
  readonly answers: readonly { readonly to: string; readonly messages: string }[];
}

const naming = new Map([
  ['tools/call', 'name'],
  ['prompts/get', 'name'],
  ['resources/read', 'uri'],
]);

/** Sorts what passed into scenarios, by the times at which they began. */
export function conversationsOf(
  exchanges: readonly Exchange[],
  scenarios: readonly { readonly scenario: string; readonly began: number }[],
): Conversation[] {
  const sorted = exchanges.toSorted((a, b) => a.at - b.at);
  return scenarios.map(({ scenario, began }, index) => {
    const end = scenarios[index + 1]?.began ?? Infinity;
    const own = sorted.filter(({ at }) => at >= began && at < end);
    return { scenario, answers: own.flatMap(answerOf) };
  });
}

function answerOf({ request, response }: Exchange): Conversation['answers'] {
  const { method = '', params = {} } = parsed(request);
  const member = naming.get(method);
  if (member === undefined) return [];
  const messages = messagesOf(response).map((message) => JSON.stringify(withoutChance(inOrder(message))));
  return [{ to: `${method} ${String(params[member])}`, messages: messages.join('\n') }];
}

interface Message {
  readonly id?: unknown;
  readonly method?: string;
  readonly params?: Readonly<Record<string, unknown>>;
  readonly result?: unknown;
  readonly error?: unknown;
}

/** Each hop has an order of its own for the members of the message itself. */
function inOrder({ id, method, params, result, error }: Message): object {
  return { ...(id === undefined ? {} : { id: '<id>' }), method, params: withoutToken(id, params), result, error };
}

function parsed(text: string): Message {
  try {
    // What isn't an object has no members.
    return (JSON.parse(text) ?? {}) as Message;
  } catch {
    return {};
  }
}

/** The messages of a body: the data of its events, or itself. */
function messagesOf(body: string): Message[] {
  const lines = body.split(/\r?\n/);
  const data = lines.filter((line) => line.startsWith('data:')).map((line) => line.slice('data:'.length));
  return (data.length > 0 ? data : [body]).filter((text) => text.trim() !== '').map(parsed);
}

/** Refusals of one hop, which each hop words by itself: what headers say, what the client can't do, which version it speaks. */
const hopByHop = new Set([-32020, -32021, -32022]);

/** What a server asks by a request of its own may come with a token of that hop; in the modern era it has none. */
function withoutToken(id: unknown, params: Message['params']): Message['params'] {
  if (id === undefined || params === undefined) return params;
  const { _meta, ...rest } = params;
  // What is no object has no members.
  const { progressToken: _token, ...kept } = (_meta ?? {}) as Record<string, unknown>;
  return Object.keys(kept).length === 0 ? rest : { ...rest, _meta: kept };
}

/** What stands in a message for something that no two runs have in common, by the member that holds it. */
const chance = new Map([
  ['taskId', '<task>'],
  ['requestState', '<state>'],
  ['createdAt', '<time>'],
  ['lastUpdatedAt', '<time>'],
]);

/** A message without ids, times, and what each hop says about itself. */
function withoutChance(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutChance);
  if (typeof value !== 'object' || value === null) return value;
  if ('code' in value && typeof value.code === 'number' && hopByHop.has(value.code)) return { code: value.code };
  const kept = Object.entries(value).filter(([name, member]) => !ofTheHop(name, member));
  return Object.fromEntries(kept.map(([name, member]) => [name, chance.get(name) ?? withoutChance(member)]));
}

function ofTheHop(name: string, member: unknown): boolean {
  if (['ttlMs', 'cacheScope', 'io.modelcontextprotocol/serverInfo'].includes(name)) return true;
  return name === '_meta' && Object.keys(member ?? {}).every((key) => key === 'io.modelcontextprotocol/serverInfo');
}
