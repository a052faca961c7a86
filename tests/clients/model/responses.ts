import { z } from 'zod';
import { callId, type Dialect, namedEvents, type OfferedTool, plain, type Turn } from './dialect.ts';

const tool = z.object({ type: z.string(), name: z.string().optional(), tools: z.array(z.object({ name: z.string() })).optional() });

const request = z.object({
  tools: z.array(tool).default([]),
  input: z.array(z.object({ type: z.string(), output: z.unknown().optional() })),
});

const usage = {
  input_tokens: 1,
  output_tokens: 1,
  total_tokens: 2,
  input_tokens_details: { cached_tokens: 0 },
  output_tokens_details: { reasoning_tokens: 0 },
};

/** OpenAI's responses, with the namespaces in which Codex sends the tools of a server. */
export const responses: Dialect = {
  path: /\/responses$/,
  read: (body) => {
    const { tools, input } = request.parse(body);
    return {
      tools: tools.flatMap(offered),
      results: input.filter(({ type }) => type === 'function_call_output').map(({ output }) => plain(output)),
    };
  },
  whole: (turn) => response('completed', [item(turn)]),
  stream: (turn) =>
    namedEvents([
      { type: 'response.created', ...{ response: response('in_progress', []) } },
      { type: 'response.output_item.added', ...{ output_index: 0, item: item(turn) } },
      { type: 'response.output_item.done', ...{ output_index: 0, item: item(turn) } },
      { type: 'response.completed', ...{ response: response('completed', [item(turn)]) } },
    ]),
};

/** A tool of the vendor's own, such as its web search, has a type and no name. */
function offered({ type, name = type, tools }: z.infer<typeof tool>): OfferedTool[] {
  return tools === undefined ? [{ name }] : tools.map((inner) => ({ name: inner.name, namespace: name }));
}

function response(status: string, output: readonly object[]): object {
  return { id: 'resp_1', object: 'response', created_at: 0, model: 'stub', status, output, usage };
}

function item(turn: Turn): object {
  if ('text' in turn) {
    const content = [{ type: 'output_text', text: turn.text, annotations: [] }];
    return { type: 'message', id: 'msg_1', status: 'completed', role: 'assistant', content };
  }
  const call = { type: 'function_call', id: 'fc_1', call_id: callId, status: 'completed' };
  return { ...call, ...turn.call.tool, arguments: turn.call.arguments };
}
