import { z } from 'zod';

/** Servers that could be added: found in apps' files, pasted, bundled, or from the directory. */

/** What a server needs to be told before it can start. */
export const serverQuestion = z.object({
  key: z.string(),
  label: z.string(),
  description: z.string(),
  /** Its answer goes into the vault. */
  secret: z.boolean(),
  required: z.boolean(),
  default: z.string().nullable(),
  choices: z.array(z.string()),
});
export type ServerQuestion = z.infer<typeof serverQuestion>;

export const foundSecret = z.object({
  /** Where it stands, such as "the variable GITHUB_TOKEN" or "the header Authorization". */
  place: z.string(),
  /** The name that it would have in the vault. */
  name: z.string(),
});

/** A server that could be added. The core holds the rest of it, secrets above all, under its id for as long as Patchbay runs. */
export const importCandidate = z.object({
  id: z.string(),
  /** What it would be called in Patchbay: free and valid. */
  name: z.string(),
  title: z.string(),
  summary: z.string(),
  kind: z.enum(['stdio', 'http', 'builtin']),
  /** Exactly what would be run or connected to; secrets masked. */
  command: z.string(),
  /** Variables and headers by name, values masked where they are secret. */
  settings: z.array(z.object({ place: z.string(), value: z.string(), secret: z.boolean() })),
  secrets: z.array(foundSecret),
  questions: z.array(serverQuestion),
  /** The server of Patchbay that is the same, or null. */
  duplicateOf: z.string().nullable(),
  /** The id of the candidate that was found before it and is the same server, or null. Taking both adds one. */
  sameAs: z.string().nullable(),
  /** Where it was found, for a person: "Cursor", "pasted text", "the directory". */
  source: z.string(),
  /** The app it was found in, if it may be taken out of there. */
  app: z.string().nullable(),
  /** Signs in with the browser. */
  signsIn: z.boolean(),
  /** What is risky about it, as sentences: no pinned version, runs a shell, … */
  warnings: z.array(z.string()),
});
export type ImportCandidate = z.infer<typeof importCandidate>;

export const importSource = z.object({
  id: z.string(),
  label: z.string(),
  path: z.string(),
  app: z.string().nullable(),
  /** `file:line:column message`, or null. */
  fault: z.string().nullable(),
  candidates: z.array(importCandidate),
});
export type ImportSource = z.infer<typeof importSource>;

/** One entry of the directory of well-known servers that ships with Patchbay. */
export const directoryEntry = z.object({
  id: z.string(),
  title: z.string(),
  publisher: z.string(),
  summary: z.string(),
  command: z.string(),
  kind: z.enum(['stdio', 'http', 'builtin']),
  version: z.string().nullable(),
  signsIn: z.boolean(),
  asks: z.array(z.string()),
  /** reads-private-data, sees-untrusted-content, can-send-outside, runs-code, changes-files */
  flags: z.array(z.string()),
  homepage: z.string().nullable(),
});
export type DirectoryEntry = z.infer<typeof directoryEntry>;
