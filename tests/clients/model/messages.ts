import { z } from 'zod';
import { callId, type Dialect, namedEvents, plain, type Turn } from './dialect.ts';

const block = z.object({ type: z.string(), content: z.unknown().optional() });

const request = z.object({
  tools: z.array(z.object({ name: z.string() })).default([]),
  messages: z.array(z.object({ content: z.union([z.string(), z.array(block)]) })),
});

/** Anthropic's messages. */
export const messages: Dialect = {
  path: /\/messages$/,
  read: (body) => {
    const { tools, messages: said } = request.parse(body);
    const blocks = said.flatMap(({ content }) => (typeof content === 'string' ? [] : content));
    return {
      tools: tools.map(({ name }) => ({ name })),
      results: blocks.filter(({ type }) => type === 'tool_result').map(({ content }) => plain(content)),
    };
  },
  whole: (turn) => ({ ...message(turn), content: [blockOf(turn)] }),
  stream: (turn) =>
    namedEvents([
      { type: 'message_start', ...{ message: { ...message(turn), content: [], stop_reason: null } } },
      { type: 'content_block_start', ...{ index: 0, content_block: emptyBlock(turn) } },
      { type: 'content_block_delta', ...{ index: 0, delta: delta(turn) } },
      { type: 'content_block_stop', ...{ index: 0 } },
      { type: 'message_delta', ...{ delta: { stop_reason: reason(turn), stop_sequence: null }, usage: { output_tokens: 1 } } },
      { type: 'message_stop' },
    ]),
};

function message(turn: Turn): object {
  const usage = { input_tokens: 1, output_tokens: 1 };
  return { id: 'msg_1', type: 'message', role: 'assistant', model: 'stub', stop_reason: reason(turn), stop_sequence: null, usage };
}

function reason(turn: Turn): string {
  return 'call' in turn ? 'tool_use' : 'end_turn';
}

function blockOf(turn: Turn): object {
  if ('text' in turn) return { type: 'text', text: turn.text };
  const input: unknown = JSON.parse(turn.call.arguments);
  return { type: 'tool_use', id: callId, name: turn.call.tool.name, input };
}

function emptyBlock(turn: Turn): object {
  return 'text' in turn ? { type: 'text', text: '' } : { ...blockOf(turn), input: {} };
}

function delta(turn: Turn): object {
  return 'text' in turn ? { type: 'text_delta', text: turn.text } : { type: 'input_json_delta', partial_json: turn.call.arguments };
}
