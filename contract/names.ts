/** How servers, profiles and apps are called. */
export const namePattern = /^[a-z][a-z0-9-]{0,31}$/;

/** Of a secret in the vault, 64 characters at most. Patchbay's own entries have a slash and can't be named. */
export const secretNamePattern = /^[a-z][a-z0-9.-]{0,63}$/;
