import { z } from 'zod';
import { secretNamePattern } from './names.ts';

/** Where secrets live, and what may be said about them. Values go in; they never come out. */

/** What a secret is called in config.yaml: see `secretReference`. */
export const secretName = z
  .string()
  .regex(secretNamePattern, 'use small letters, digits, hyphens and dots (64 at most), starting with a letter');

/** Stands in config.yaml for a text: the value of this secret, with what goes before and after it. */
export const secretReference = z.strictObject({ secret: secretName, prefix: z.string().optional(), suffix: z.string().optional() });
export type SecretReference = z.infer<typeof secretReference>;

export const textOrSecret = z.union([z.string(), secretReference]);
export type TextOrSecret = z.infer<typeof textOrSecret>;

export const vaultStatus = z.object({
  /** `keychain`: the key lies in the system's keychain. `file`: beside the vault, because there is no keychain, which is weaker. */
  protection: z.enum(['keychain', 'file']),
  /** `locked`: the keychain must be unlocked first. `broken`: the vault's file can't be read with this key. */
  state: z.enum(['open', 'locked', 'broken']),
  /** One sentence for a person: what protects the secrets, or what to do. */
  message: z.string(),
  /** There is a vault that can't be opened: an empty one may take its place, by `vault.startOver`. */
  mayStartOver: z.boolean(),
  secrets: z.number().int(),
});
export type VaultStatus = z.infer<typeof vaultStatus>;

export const secret = z.object({
  name: z.string(),
  /** Servers of config.yaml that name it. */
  usedBy: z.array(z.string()),
  /** config.yaml names it, and the vault doesn't have it. */
  missing: z.boolean(),
  changedAt: z.string().nullable(),
});
export type Secret = z.infer<typeof secret>;
