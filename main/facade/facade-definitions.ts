import { z } from 'zod';
import type { ToolDefinition } from '../catalog/tool.ts';
import type { JsonObject } from '../wire/frame.ts';
import { callInput, describeInput, searchInput, statusInput } from './facade-input.ts';

const looksOnly = { readOnlyHint: true, openWorldHint: false };

/** The four tools that every app can be shown: together at most 500 o200k tokens, so every word here is paid for in each session. */
export const facadeDefinitions: readonly ToolDefinition[] = [
  {
    name: 'search_tools',
    description:
      'Start here: find tools of all connected servers by what they do, in plain words. An empty query lists all. Returns name, server, summary, risk.',
    inputSchema: inputSchema(searchInput),
    annotations: looksOnly,
  },
  {
    name: 'describe_tool',
    description: 'Full definition of one tool (name) or several (names), with inputSchema and risk. Read it before the first call.',
    inputSchema: inputSchema(describeInput),
    annotations: looksOnly,
  },
  {
    name: 'call_tool',
    description:
      'Call a tool by the name that search_tools gave, such as files.read_file. A tool that changes something may first ask the person; a refusal is final.',
    inputSchema: inputSchema(callInput),
  },
  {
    name: 'status',
    description: 'Servers with state and last error, tool budget, and calls that wait for approval.',
    inputSchema: inputSchema(statusInput),
    annotations: looksOnly,
  },
];

function inputSchema(input: z.ZodType): JsonObject {
  const { $schema: _dialect, ...schema } = z.toJSONSchema(input, {
    io: 'input',
    override: ({ jsonSchema }) => {
      // "Any object" says the same in fewer tokens.
      if (jsonSchema.propertyNames !== undefined)
        for (const key of ['propertyNames', 'additionalProperties'] as const) delete jsonSchema[key];
    },
  });
  // JSON Schema is JSON; zod's type also allows what it never generates here.
  return schema as JsonObject;
}
