import { z } from 'zod';
import { NamedError } from '../../contract/errors.ts';
import { closestKey, listed } from '../catalog/fault-words.ts';
import type { JsonObject } from '../wire/frame.ts';

export const defaultSearchLimit = 8;

export const searchInput = z.strictObject({
  query: z.string().max(1_000),
  limit: z.int().min(1).max(50).optional().describe(`default ${defaultSearchLimit}`),
  server: z.string().optional(),
});

export const describeInput = z.strictObject({
  name: z.string().optional(),
  names: z.array(z.string()).min(1).max(20).optional(),
});

export const callInput = z.strictObject({
  name: z.string(),
  arguments: z.record(z.string(), z.unknown()).optional(),
  fields: z.array(z.string().min(1)).min(1).max(100).optional().describe('keep only these dotted paths of the result'),
  maxItems: z.int().min(0).max(10_000).optional().describe('cap every list'),
});

export const statusInput = z.strictObject({ server: z.string().optional() });

/** @throws NamedError `invalid_arguments` with a sentence from which a model can mend its call. */
export function readInput<Schema extends z.ZodObject>(tool: string, schema: Schema, given: JsonObject): z.output<Schema> {
  const read = schema.safeParse(given);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  const names = Object.keys(schema.shape);
  const sentence =
    issue?.code === 'unrecognized_keys' ? unknownKey(issue.keys, names) : `${placeOf(issue)}${issue?.message ?? 'the input does not fit'}`;
  throw new NamedError('invalid_arguments', `${tool}: ${sentence}${sentence.endsWith('?') ? '' : '.'}`, { tool });
}

function unknownKey(keys: readonly string[], names: readonly string[]): string {
  const [key = ''] = keys;
  const close = closestKey(key, names);
  const hint = close === null ? '' : `; did you mean ${JSON.stringify(close)}?`;
  return `it takes ${listed(names)}, not ${JSON.stringify(key.slice(0, 60))}${hint}`;
}

function placeOf(issue: z.core.$ZodIssue | undefined): string {
  return issue === undefined || issue.path.length === 0 ? '' : `${issue.path.join('.')}: `;
}
