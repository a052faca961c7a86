import { isElicitation, type Question } from '../../../contract/elicitations.ts';
import { NamedError } from '../../../contract/errors.ts';
import type { JsonObject, JsonValue } from '../../wire/frame.ts';
import { indentedJsonText, jsonText } from '../../wire/json-text.ts';
import { isObject } from '../../wire/parse-frame.ts';
import { readJsonText } from '../../wire/read-json.ts';
import { asNamedError } from '../channel-transport.ts';
import { connectOwner, openChannel, type OwnerConnection } from '../connections.ts';
import { exitCodes } from '../exit-code.ts';
import type { Command, Invocation } from '../invocation.ts';
import { McpSession } from '../mcp-session.ts';
import { subjectOfElicitation } from './answer.ts';
import { subjectOf } from './approvals.ts';

/** One tool call as the app `cli`, through policy and audit like any other. */
export function call(tool: string, argumentsText: string | undefined): Command {
  return async (invocation) => {
    const given = readArguments(argumentsText);
    await using owner = await connectOwner(invocation.home);
    const { version } = await owner.client.call('status.get', {});
    await using session = await McpSession.begin(await openChannel(invocation.home, { service: 'mcp', app: 'cli' }), version);
    await tellWhatWaits(owner, invocation);
    const result = await session.call(tool, given).catch((error: unknown) => {
      throw asNamedError(error);
    });
    invocation.output.result(result, () => describeResult(result));
    return result['isError'] === true ? exitCodes.failed : exitCodes.done;
  };
}

function readArguments(text: string | undefined): JsonObject {
  const given = text === undefined ? {} : readJsonText(text);
  if (isObject(given)) return given;
  throw new NamedError('invalid_input', `The arguments are no JSON object: write them like '{"path": "notes.txt"}'.`);
}

/** Each new question of this app once, for as long as the command runs. */
async function tellWhatWaits(owner: OwnerConnection, { output }: Invocation): Promise<void> {
  const { client } = owner;
  const told = new Set([...(await client.call('approvals.list', {})), ...(await client.call('elicitations.list', {}))].map(({ id }) => id));
  const tell = (waiting: readonly Question[]): void => {
    for (const question of waiting.filter(({ id, app }) => app === 'cli' && !told.has(id))) {
      told.add(question.id);
      output.say(waitingFor(question));
    }
  };
  client.subscribe('approvals.changed', tell);
  client.subscribe('elicitations.changed', tell);
}

function waitingFor(question: Question): string {
  if (isElicitation(question))
    return `${subjectOfElicitation(question)}: answer in the window, or see "patchbay approvals" in another terminal.`;
  return `Waiting for your answer to ${subjectOf(question)}: give it in the window, or run "patchbay approve ${question.id}" in another terminal.`;
}

export function describeResult(result: JsonObject): string[] {
  const blocks = Array.isArray(result['content']) ? result['content'] : [];
  const lines = blocks.map((block: JsonValue) => (isObject(block) ? describeBlock(block) : jsonText(block)));
  return lines.length > 0 ? lines : [indentedJsonText(result['structuredContent'] ?? {})];
}

function describeBlock(block: JsonObject): string {
  const { type, text, data, mimeType } = block;
  if (typeof text === 'string') return text;
  if (typeof data === 'string') return `[${String(type)}, ${String(mimeType)}, ${Buffer.byteLength(data, 'base64')} bytes]`;
  return jsonText(block);
}
