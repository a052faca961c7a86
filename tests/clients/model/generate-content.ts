import { z } from 'zod';
import { type Dialect, plain, serverSentEvent, type Turn } from './dialect.ts';

const request = z.object({
  tools: z.array(z.object({ functionDeclarations: z.array(z.object({ name: z.string() })).default([]) })).default([]),
  contents: z.array(z.object({ parts: z.array(z.object({ functionResponse: z.unknown().optional() })).default([]) })),
});

/** Google's generateContent. */
export const generateContent: Dialect = {
  path: /:(streamGenerateContent|generateContent)$/,
  read: (body) => {
    const { tools, contents } = request.parse(body);
    return {
      tools: tools.flatMap(({ functionDeclarations }) => functionDeclarations),
      results: contents
        .flatMap(({ parts }) => parts)
        .filter(({ functionResponse }) => functionResponse !== undefined)
        .map(({ functionResponse }) => plain(functionResponse)),
    };
  },
  whole: (turn) => ({
    candidates: [{ index: 0, content: { role: 'model', parts: [part(turn)] }, finishReason: 'STOP' }],
    usageMetadata: { promptTokenCount: 1, candidatesTokenCount: 1, totalTokenCount: 2 },
  }),
  stream: (turn) => serverSentEvent(generateContent.whole(turn)),
};

function part(turn: Turn): object {
  if ('text' in turn) return { text: turn.text };
  const args: unknown = JSON.parse(turn.call.arguments);
  return { functionCall: { name: turn.call.tool.name, args } };
}
