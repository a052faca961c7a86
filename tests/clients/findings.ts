import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { RealClient } from './client.ts';

/** Where each client's findings lie when its tests are over, one file each. */
export const findingsFolder = join(import.meta.dirname, '../../.cache/tests/clients');

/** What was seen of one client; null is what wasn't seen. */
export const findings = z.object({
  label: z.string(),
  version: z.string(),
  /** Its words about Patchbay once it was wired. */
  patchbay: z.string().nullable(),
  /** How many of Patchbay's tools it has. */
  tools: z.number().nullable(),
  /** A call that its model asked for went through Patchbay and stands in its log. */
  called: z.boolean().nullable(),
  /** Its words about the entry that can't work. */
  control: z.string().nullable(),
  /** After unwiring it knew nothing of Patchbay, and the rest of its file was as before. */
  gone: z.boolean().nullable(),
  /** From the start of its tests to their end. */
  seconds: z.number(),
});
export type Findings = z.infer<typeof findings>;

export function nothingFound(client: RealClient): Findings {
  const { label, package: from } = client;
  return { label, version: from.version, patchbay: null, tools: null, called: null, control: null, gone: null, seconds: 0 };
}

export async function writeFindings(found: Findings): Promise<void> {
  await mkdir(findingsFolder, { recursive: true });
  await writeFile(join(findingsFolder, `${found.label}.json`), JSON.stringify(found));
}
