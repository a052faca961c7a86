import { createHash } from 'node:crypto';
import { exactCanonicalJson } from '../wire/exact-canonical-json.ts';
import type { ToolDefinition } from './tool.ts';

/**
 * SHA-256 (hex) of the canonical definition: unknown keys count, the order of keys doesn't. So that a yes for one number isn't one for
 * another that JavaScript takes for the same, numbers that it would write differently count as they are spelled.
 */
export function definitionHash(definition: ToolDefinition): string {
  return createHash('sha256').update(exactCanonicalJson(definition)).digest('hex');
}
