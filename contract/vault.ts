import { z } from 'zod';

/** Where secrets live, and what may be said about them. Values go in; they never come out. */

export const vaultStatus = z.object({
  /** `keychain`: the key lies in the system's keychain. `file`: beside the vault, because there is no keychain, which is weaker. */
  protection: z.enum(['keychain', 'file']),
  /** `locked`: the keychain must be unlocked first. `broken`: the vault's file can't be read with this key. */
  state: z.enum(['open', 'locked', 'broken']),
  /** One sentence for a person: what protects the secrets, or what to do. */
  message: z.string(),
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
