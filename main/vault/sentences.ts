const howToUnlock = 'Unlock it, then choose Unlock in Settings, or run "patchbay unlock".';
const howToBeginAnew =
  'Put a copy of it back and choose Unlock in Settings (or run "patchbay unlock"), or begin a new vault there (or with "patchbay secrets start-over").';

/** What a person is told about the vault. */
export const sentences = {
  keychain: "The secrets are encrypted, and their key lies in the system's keychain.",
  file: 'The secrets are encrypted, but their key lies in a file beside them, because no keychain could be used: whoever can read your files can read the secrets.',
  unopened: 'The vault is opened when a secret is needed.',
  withoutKey: `The vault's key can't be had: the system's keychain is locked, or has lost it. ${howToUnlock} If it is lost, begin a new vault in Settings, or run "patchbay secrets start-over".`,
  silent: `The system's keychain doesn't answer; it may be asking for its password. ${howToUnlock}`,
  refused: (reason: string) => `The system's keychain can't be used (${reason}). ${howToUnlock}`,
  damaged: (fault: string) => `${fault}. ${howToBeginAnew}`,
  foreign: (file: string) => `${file} was encrypted with another key than the one that is there. ${howToBeginAnew}`,
  keyFileGone: (keyFile: string) => `The vault's key is gone from ${keyFile}, or isn't one. ${howToBeginAnew}`,
  nothingToStartOver: 'There is no vault that can’t be opened, so there is nothing to begin anew. Nothing was changed.',
  notStartedOver: (file: string, reason: string) => `The new vault could not be begun, and ${file} is as it was: ${reason}.`,
  unreadable: (file: string, reason: string) => `${file} or its key can't be read: ${reason}. Mend that, then run "patchbay unlock".`,
};
