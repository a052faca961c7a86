import { z } from 'zod';
import { importCandidate } from './imports.ts';

/** Everything that Patchbay would do at first, in one list; done on one click, and undone on one. */

export const setUpApp = z.object({ app: z.string(), label: z.string(), path: z.string(), warnings: z.array(z.string()) });

export const setUpProposal = z.object({
  /** Apps that would be wired. */
  apps: z.array(setUpApp),
  /** Servers that would be taken over from them, duplicates merged into one. */
  servers: z.array(importCandidate),
  /** What was left out, and why, in sentences. */
  leftOut: z.array(z.string()),
});
export type SetUpProposal = z.infer<typeof setUpProposal>;

export const setUpStep = z.object({ what: z.string(), ok: z.boolean(), message: z.string() });
export type SetUpStep = z.infer<typeof setUpStep>;

export const setUpResult = z.object({
  steps: z.array(setUpStep),
  /** The call that proves it. Null: nothing could be called, and `steps` says why. */
  call: z.object({ tool: z.string(), ok: z.boolean(), answer: z.string(), durationMs: z.number() }).nullable(),
});
export type SetUpResult = z.infer<typeof setUpResult>;

/** How far a running `firstRun.apply` or `firstRun.undo` is. */
export const setUpProgress = z.object({
  steps: z.array(setUpStep),
  /** What is being done right now, as the start of a sentence: "Connecting Cursor". Null: nothing. */
  doing: z.string().nullable(),
});
export type SetUpProgress = z.infer<typeof setUpProgress>;

export const setUpState = z.object({
  /** Never asked, done (or not needed, in a home that had its servers already), or put off by the person. */
  state: z.enum(['new', 'done', 'later']),
  canUndo: z.boolean(),
  /** What was done, for as long as it can be undone. */
  result: setUpResult.nullable(),
});
export type SetUpState = z.infer<typeof setUpState>;
