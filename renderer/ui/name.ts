const longestName = 32;

/** Makes what a person types into a name as the contract wants it: "Claude Desktop" → "claude-desktop". Empty if nothing is left. */
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
