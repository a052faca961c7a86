/** How one signs in at a server, as config.yaml has it. */
export interface SignInSettings {
  /** Registered by the person; null: Patchbay introduces itself. */
  readonly clientId: string | null;
  /** Resolves the secret of that client; null: it has none. Throws `vault_locked` and `secret_missing`. */
  readonly clientSecret: (() => Promise<string>) | null;
  /** Where Patchbay's description lies that authorization servers fetch (SEP-991); null: nowhere. */
  readonly clientMetadataUrl: string | null;
  /** Of the answer of the browser, for authorization servers that want the exact one; null: any. */
  readonly redirectPort: number | null;
  /** That are always asked for. */
  readonly scopes: readonly string[];
}

/** A remote server, as far as signing in concerns it. */
export interface SignInServer {
  readonly name: string;
  /** Without its login and fragment. */
  readonly url: URL;
  /** The same for the same address and settings. */
  readonly fingerprint: string;
  /** The person wrote down that one signs in there. */
  readonly isAnnounced: boolean;
  readonly settings: SignInSettings;
}
