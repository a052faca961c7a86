/** Revisions of the legacy era (initialize, sessions), newest first. */
export const legacyVersions = ['2025-11-25', '2025-06-18', '2025-03-26', '2024-11-05'] as const;
/** Revisions of the modern era, newest first. */
export const modernVersions = ['2026-07-28'] as const;
/** Legacy: initialize and sessions. Modern: from 2026-07-28 on, stateless, with `_meta` on every request. */
export type Era = 'legacy' | 'modern';

export const latestLegacyVersion = legacyVersions[0];
export const latestModernVersion = modernVersions[0];

/** The revision that both sides will speak: the app's own if it is known, else our latest (lifecycle, "Version Negotiation"). */
export function negotiateVersion(requested: unknown): string {
  return legacyVersions.find((version) => version === requested) ?? latestLegacyVersion;
}
