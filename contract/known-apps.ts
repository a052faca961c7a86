import { z } from 'zod';

/** An AI app that Patchbay knows how to wire, as it stands on this computer, and what a change of its files would be. */

/**
 * In the order of a life: `not-installed`, `installed` (not wired), `unreadable` (its file has a fault, so nothing is written), `drifted` (wired once, and the
 * entry is gone or changed), `hidden` (wired, but a gate of the app keeps it from being used), `needs-restart` (wired, but the app read its
 * file before), `wired` (nothing stands in the way; the app hasn't come yet), `connected`.
 */
export const appState = z.enum(['not-installed', 'installed', 'unreadable', 'drifted', 'hidden', 'needs-restart', 'wired', 'connected']);
export type AppState = z.infer<typeof appState>;

/** Why a correct entry isn't used. `where`: what the person clicks or types, as a sentence. */
export const appGate = z.object({ reason: z.string(), where: z.string() });
export type AppGate = z.infer<typeof appGate>;

export const appFile = z.object({
  path: z.string(),
  scope: z.enum(['user', 'project']),
  /** The project's folder, of a file of a project. */
  project: z.string().exactOptional(),
  exists: z.boolean(),
  wired: z.boolean(),
  /** Why it can't be read, in words. Line and column count from 1. */
  fault: z.object({ line: z.number().int(), column: z.number().int(), message: z.string() }).nullable(),
  /** Other servers that the app starts itself, outside Patchbay's rules. */
  servers: z.array(z.object({ name: z.string(), summary: z.string() })),
});
export type AppFile = z.infer<typeof appFile>;

export const appDrift = z.object({
  /** `others-lost`: other servers of the person went together with the entry; mending the entry doesn't bring those back. */
  kind: z.enum(['lost', 'changed', 'others-lost', 'bypass']),
  path: z.string(),
  /** One sentence; for `bypass`, which servers the app now talks to directly. */
  message: z.string(),
  /** Of `others-lost`: the file as it last was in order, which `apps.plan` restores as it does any backup. */
  backup: z.object({ id: z.string(), at: z.string() }).exactOptional(),
  since: z.string(),
  /** It was lost three times in short order although it was mended: Patchbay leaves it alone now. */
  leftAlone: z.boolean(),
});
export type AppDrift = z.infer<typeof appDrift>;

/** Whether it is Patchbay's own entry that is gone or changed. */
export function isOfEntry({ kind }: Pick<AppDrift, 'kind'>): boolean {
  return kind === 'lost' || kind === 'changed';
}

export const knownApp = z.object({
  /** The name of its key, its profile and its records. */
  id: z.string(),
  label: z.string(),
  state: appState,
  /** The state in one sentence for a person, and what to do about it. */
  message: z.string(),
  /** `file`: one click. `snippet`: the person pastes it. `import-only`: it is no longer kept up; its servers can be taken over. */
  wiring: z.enum(['file', 'snippet', 'import-only']),
  gates: z.array(appGate),
  drift: z.array(appDrift),
  files: z.array(appFile),
  /** What makes the app read its file again, as a sentence. */
  reload: z.string(),
  /** What is peculiar about it and good to know before the click. */
  hints: z.array(z.string()),
  /** What Patchbay does when the entry is lost: tell, mend it by itself, or not look. */
  guard: z.enum(['tell', 'mend', 'off']),
  connectedSessions: z.number().int(),
  lastSeenAt: z.string().nullable(),
  backups: z.number().int(),
});
export type KnownApp = z.infer<typeof knownApp>;

/** One file as it would be after a yes. */
export const plannedChange = z.object({
  path: z.string(),
  /** A unified diff in which keys and tokens are masked. */
  diff: z.string(),
  /** What stands in the file now and would be lost (only when a backup is restored). */
  lost: z.array(z.string()),
});
export type PlannedChange = z.infer<typeof plannedChange>;

/** What `apps.apply` would do, and nothing else. It holds for as long as none of its files changes. */
export const wiringPlan = z.object({
  id: z.string(),
  app: z.string(),
  action: z.enum(['wire', 'unwire', 'restore']),
  changes: z.array(plannedChange),
  /** Servers that move into Patchbay with it: they leave the app's file. */
  takesOver: z.array(z.string()),
  warnings: z.array(z.string()),
});
export type WiringPlan = z.infer<typeof wiringPlan>;

export const appBackup = z.object({
  id: z.string(),
  path: z.string(),
  at: z.string(),
  bytes: z.number().int(),
  /** What was about to happen: "before connecting", … */
  reason: z.string(),
  /** The file didn't exist then. */
  absent: z.boolean(),
});
export type AppBackup = z.infer<typeof appBackup>;
