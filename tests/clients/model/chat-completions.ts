import { z } from 'zod';
import { callId, type Dialect, plain, serverSentEvent, type Turn } from './dialect.ts';

const request = z.object({
  tools: z.array(z.object({ function: z.object({ name: z.string() }) })).default([]),
  messages: z.array(z.object({ role: z.string(), content: z.unknown() })),
});

const usage = { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 };
const answer = { id: 'chat_1', created: 0, model: 'stub' };

/** OpenAI's chat completions, which most take as the common tongue. */
export const chatCompletions: Dialect = {
  path: /\/chat\/completions$/,
  read: (body) => {
    const { tools, messages } = request.parse(body);
    return {
      tools: tools.map((tool) => ({ name: tool.function.name })),
      results: messages.filter(({ role }) => role === 'tool').map(({ content }) => plain(content)),
    };
  },
  whole: (turn) => ({
    ...answer,
    object: 'chat.completion',
    usage,
    choices: [{ index: 0, message: said(turn), finish_reason: reason(turn) }],
  }),
  stream: (turn) => {
    const chunk = (delta: object, finish_reason: string | null) => ({
      ...answer,
      object: 'chat.completion.chunk',
      choices: [{ index: 0, delta, finish_reason }],
    });
    // Continue takes the first chunk with usage for the last.
    const events = [chunk(said(turn), null), { ...chunk({}, reason(turn)), usage }].map((part) => serverSentEvent(part));
    return `${events.join('')}data: [DONE]\n\n`;
  },
};

function said(turn: Turn): object {
  if ('text' in turn) return { role: 'assistant', content: turn.text };
  const { tool, arguments: args } = turn.call;
  const call = { index: 0, id: callId, type: 'function', function: { name: tool.name, arguments: args } };
  return { role: 'assistant', content: null, tool_calls: [call] };
}

function reason(turn: Turn): string {
  return 'call' in turn ? 'tool_calls' : 'stop';
}
