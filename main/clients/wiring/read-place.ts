import { z } from 'zod';

/** An `EntryPlace` as it lies in Patchbay's own files. */
export const readPlace = z.object({
  format: z.enum(['json', 'jsonc', 'toml', 'yaml']),
  keyPath: z.array(z.string()),
  container: z.enum(['map', 'list-by-name']),
  tolerance: z.object({ bom: z.boolean(), comments: z.boolean(), trailingCommas: z.boolean() }),
});
