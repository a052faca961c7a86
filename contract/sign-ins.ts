import { z } from 'zod';

/** Being signed in at a remote server (OAuth 2.1). One sign-in serves every app. */

export const signIn = z.object({
  server: z.string(),
  /** `needs-more`: signed in, but the server wants more rights. `expired`: it can't be renewed; sign in again. `needs-unlock`: the vault is locked. */
  state: z.enum(['signed-out', 'waiting-for-browser', 'signed-in', 'needs-more', 'expired', 'needs-unlock', 'failed']),
  /** One sentence for a person, and what to do. */
  message: z.string(),
  /** Who vouches: the authorization server. */
  issuer: z.string().nullable(),
  scopes: z.array(z.string()),
  /** Of the access token; it is renewed before, where `renewable`. */
  expiresAt: z.string().nullable(),
  renewable: z.boolean(),
  /** Where the person signs in, while `waiting-for-browser` and no browser could be opened by Patchbay. */
  address: z.string().nullable(),
});
export type SignIn = z.infer<typeof signIn>;
