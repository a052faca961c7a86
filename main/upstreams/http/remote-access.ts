/** What a server refused for want of a sign-in. */
export interface AccessRefusal {
  /** 401, or 403. */
  readonly status: number;
  /** The header `WWW-Authenticate`, as it came. */
  readonly challenge: string | readonly string[] | undefined;
  /** What the request said in `authorization`; null: nothing. */
  readonly sent: string | null;
  /** The request had been refused before, and was sent once more. */
  readonly isAgain: boolean;
}

/** Who Patchbay is to one remote server. Asked before every request, because it may be somebody else by then. */
export interface RemoteAccess {
  /** The value of `authorization` for the next request; null: it goes without. Throws `vault_locked`, and what keeps it from being renewed. */
  authorization(): Promise<string | null>;
  /**
   * Told of every 401 and 403. True: the same request may be sent once more; nothing was done. False: it is no matter of signing in. Throws
   * `sign_in_needed` where the person must do something.
   */
  refused(refusal: AccessRefusal): Promise<boolean>;
}

/** To a server that is given what its settings say, and nothing else. */
export const noAccess: RemoteAccess = {
  authorization: () => Promise.resolve(null),
  refused: () => Promise.resolve(false),
};
