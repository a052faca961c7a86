import { NamedError } from '../../contract/errors.ts';
import type { Output } from '../../contract/contract.ts';
import type { CallRequest } from '../call/call-request.ts';
import { harmlessTool, testCaller } from '../call/harmless-call.ts';
import type { CatalogTool } from '../catalog/tool.ts';
import { reasonOf } from '../lib/thrown.ts';
import type { JsonObject } from '../wire/frame.ts';
import { isObject } from '../wire/parse-frame.ts';
import type { Api } from './api.ts';

export interface ServerTestParts {
  /** @throws NamedError `not_found`, or why it can't start. */
  readonly start: (server: string) => Promise<void>;
  readonly tools: (server: string) => readonly CatalogTool[];
  /** Only reads, is shown, and takes a call without arguments. */
  readonly isHarmless: (tool: CatalogTool) => boolean;
  /** The way of every call of an app: with its policy and its record. */
  readonly call: (request: CallRequest) => Promise<JsonObject>;
  readonly redact: (text: string) => string;
}

type Outcome = Omit<Output<'servers.test'>, 'durationMs'>;

/** For the start and the call, each. Milliseconds. */
const patienceMs = 30_000;
const longestAnswer = 2_000;

export function serverTestApi(parts: ServerTestParts): Pick<Api, 'servers.test'> {
  return {
    'servers.test': async ({ name }) => {
      const began = performance.now();
      const outcome = await outcomeOf(parts, name);
      return { ...outcome, durationMs: Math.round(performance.now() - began) };
    },
  };
}

async function outcomeOf(parts: ServerTestParts, server: string): Promise<Outcome> {
  try {
    await parts.start(server);
  } catch (error) {
    if (error instanceof NamedError && error.code === 'not_found') throw error;
    return { ok: false, message: `${server} doesn’t start: ${parts.redact(reasonOf(error))}`, tool: null, answer: null };
  }
  const tools = parts.tools(server);
  const tool = harmlessTool(tools.filter(parts.isHarmless));
  return tool === null ? { ok: true, message: withoutCall(server, tools.length), tool: null, answer: null } : called(parts, tool);
}

function withoutCall(server: string, tools: number): string {
  if (tools === 0) return `${server} runs. It offers no tools.`;
  return `${server} runs and offers ${tools} ${tools === 1 ? 'tool' : 'tools'}. None of them only reads and takes a call without arguments, so none was called.`;
}

async function called(parts: ServerTestParts, tool: CatalogTool): Promise<Outcome> {
  const signal = AbortSignal.timeout(patienceMs);
  const name = tool.definition.name;
  try {
    const result = await parts.call({
      app: 'cli',
      session: 'servers.test',
      tool: tool.qualifiedName,
      visibleServers: () => [tool.server],
      arguments: {},
      isThroughFacade: false,
      caller: testCaller,
      signal,
    });
    const isGood = result['isError'] !== true;
    const answer = parts.redact(textIn(result)).slice(0, longestAnswer);
    return {
      ok: isGood,
      message: isGood ? `${tool.server} answered ${name}.` : `${tool.server} could not do ${name}.`,
      tool: name,
      answer,
    };
  } catch (error) {
    return { ok: false, message: parts.redact(reasonOf(error)), tool: name, answer: null };
  }
}

function textIn(result: JsonObject): string {
  const { content } = result;
  if (!Array.isArray(content)) return '';
  return content.map((block) => (isObject(block) && typeof block['text'] === 'string' ? block['text'] : '')).join('\n');
}
