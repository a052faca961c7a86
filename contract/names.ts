/** How servers, profiles and apps are called. */
export const namePattern = /^[a-z][a-z0-9-]{0,31}$/;

/** Of a secret in the vault, 64 characters at most. Patchbay's own entries have a slash and can't be named. */
export const secretNamePattern = /^[a-z][a-z0-9.-]{0,63}$/;

const longestName = 32;

/** Makes what a person types into a name as `namePattern` wants it: "Claude Desktop" → "claude-desktop". Empty if nothing is left. */
export function toName(text: string): string {
  return text
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+/, '')
    .slice(0, longestName)
    .replace(/-+$/, '');
}
