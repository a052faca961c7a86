import { z } from 'zod';
import type { ToolDefinition } from '../catalog/tool.ts';
import type { JsonObject, JsonValue } from '../wire/frame.ts';

/** A tool of a built-in server, ready to be listed and called. */
export interface BuiltinTool {
  readonly definition: ToolDefinition;
  /** Answers with a tool result; what the model can mend is a result with `isError`. */
  call(given: JsonObject, signal: AbortSignal): Promise<JsonObject>;
}

export interface ToolDeclaration<Input extends z.ZodObject> {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly input: Input;
  readonly annotations: {
    readonly readOnlyHint: boolean;
    readonly destructiveHint?: boolean;
    readonly idempotentHint?: boolean;
  };
  readonly handle: (input: z.output<Input>, signal: AbortSignal) => Promise<JsonObject>;
}

/** What a built-in tool refuses or can't do: one sentence from which a model, or its person, knows what to do. */
export class ToolFailure extends Error {
  override readonly name = 'ToolFailure';
}

/** The schema that is listed and the one that arguments are checked against are the same. */
export function builtinTool<Input extends z.ZodObject>({ input, handle, annotations, ...named }: ToolDeclaration<Input>): BuiltinTool {
  const { $schema: _dialect, ...inputSchema } = z.toJSONSchema(input, { io: 'input' });
  return {
    // JSON Schema is JSON; zod's type also allows what it never generates here.
    definition: { ...named, inputSchema: inputSchema as JsonObject, annotations: { ...annotations, openWorldHint: false } },
    async call(given, signal) {
      try {
        return await handle(parsed(input, given), signal);
      } catch (error) {
        if (error instanceof ToolFailure) return { isError: true, content: [{ type: 'text', text: error.message }] };
        throw error;
      }
    },
  };
}

export function textResult(...texts: string[]): JsonObject {
  return { content: texts.map((text) => ({ type: 'text', text })) };
}

export function jsonResult(value: JsonValue): JsonObject {
  return textResult(JSON.stringify(value));
}

function parsed<Input extends z.ZodObject>(input: Input, given: JsonObject): z.output<Input> {
  const read = input.safeParse(given);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  const place = issue === undefined || issue.path.length === 0 ? '' : `${issue.path.join('.')}: `;
  throw new ToolFailure(`The arguments do not fit: ${place}${issue?.message ?? 'see the input schema'}.`);
}
