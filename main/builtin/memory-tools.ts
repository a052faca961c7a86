import { z } from 'zod';
import { scoreByWords } from '../catalog/search.ts';
import { searchableWords } from '../catalog/search-tokens.ts';
import type { JsonObject } from '../wire/frame.ts';
import { type BuiltinTool, builtinTool, jsonResult, textResult, ToolFailure } from './builtin-tool.ts';
import type { Memory, MemoryStore } from './memory-store.ts';

const limit = z.int().min(1).max(100).default(20).describe('At most this many');

const rememberInput = z.strictObject({
  text: z.string().trim().min(1).max(20_000).describe('One fact or note, understandable by itself'),
  tags: z.array(z.string().trim().min(1).max(50)).max(20).default([]).describe('Words to find it by later'),
});
const recallInput = z.strictObject({
  query: z.string().max(1_000).optional().describe('What it is about, in plain words; without it, the newest memories'),
  limit,
});
const listInput = z.strictObject({ limit, before: z.int().min(1).optional().describe('Go on after the page that ended with this id') });
const forgetInput = z.strictObject({ id: z.int().min(1).describe('As recall or list gave it') });

/** The tools of the built-in server `memory`: notes that outlive a conversation, on this computer only. */
export function memoryTools(memories: MemoryStore): BuiltinTool[] {
  return [remember(memories), recall(memories), list(memories), forget(memories)];
}

function remember(memories: MemoryStore): BuiltinTool {
  return builtinTool({
    name: 'remember',
    title: 'Remember',
    description: 'Save a fact or note so that later conversations, in any app, can recall it. It stays on this computer. Returns its id.',
    input: rememberInput,
    annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false },
    async handle({ text, tags }) {
      const words = { text: searchableWords(text).join(' '), tags: searchableWords(tags.join(' ')).join(' ') };
      return jsonResult(told(memories.add({ text, tags, at: new Date(), words })));
    },
  });
}

function recall(memories: MemoryStore): BuiltinTool {
  return builtinTool({
    name: 'recall',
    title: 'Recall',
    description: 'Find remembered facts and notes by what they are about, best first. Without a query, the newest.',
    input: recallInput,
    annotations: { readOnlyHint: true, idempotentHint: true },
    async handle({ query = '', limit: most }) {
      const scores = scoreByWords(query, memories);
      const found = scores === null ? memories.list(most, null) : bestOf(scores, most, memories);
      return jsonResult({ memories: found.map(told), matched: scores?.size ?? memories.count() });
    },
  });
}

function list(memories: MemoryStore): BuiltinTool {
  return builtinTool({
    name: 'list',
    title: 'List memories',
    description: 'Everything that is remembered, newest first, page by page.',
    input: listInput,
    annotations: { readOnlyHint: true, idempotentHint: true },
    async handle({ limit: most, before = null }) {
      const page = memories.list(most, before);
      const last = page.length === most ? page.at(-1) : undefined;
      return jsonResult({ memories: page.map(told), total: memories.count(), ...(last !== undefined && { next: { before: last.id } }) });
    },
  });
}

function forget(memories: MemoryStore): BuiltinTool {
  return builtinTool({
    name: 'forget',
    title: 'Forget',
    description: 'Delete one memory for good, by its id.',
    input: forgetInput,
    annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true },
    async handle({ id }) {
      if (!memories.remove(id)) throw new ToolFailure(`There is no memory ${id}; recall or list gives the ids.`);
      return textResult(`Memory ${id} is forgotten.`);
    },
  });
}

function bestOf(scores: ReadonlyMap<number, number>, most: number, memories: MemoryStore): Memory[] {
  const ids = [...scores].toSorted(([a, scoreA], [b, scoreB]) => scoreB - scoreA || b - a).slice(0, most);
  return ids.flatMap(([id]) => memories.get(id) ?? []);
}

function told({ id, text, tags, rememberedAt }: Memory): JsonObject {
  return { id, text, ...(tags.length > 0 && { tags }), rememberedAt };
}
