import { z } from 'zod';
import { settingsShape } from './schema.ts';

/** config.yaml as JSON Schema (draft 2020-12), for editors. docs/config.schema.json is this, written by `npm run schema`. */
export function settingsJsonSchema(): Record<string, unknown> {
  return { title: 'Patchbay config.yaml', ...z.toJSONSchema(settingsShape, { io: 'input' }) };
}
