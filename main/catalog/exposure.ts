import type { ProfileSettings } from '../settings/settings.ts';
import type { CatalogTool } from './tool.ts';

export type LeftOutReason = 'hidden' | 'maxTools' | 'maxTokens' | 'exposure';

export interface ExposureInput {
  readonly profile: ProfileSettings;
  /** Every tool of the profile's servers. */
  readonly tools: readonly CatalogTool[];
  /** o200k tokens of all facade definitions together. */
  readonly facadeTokens: number;
  readonly facadeCount: number;
  /** Qualified name → how much the tool was used lately; more is shown first. */
  readonly rank: ReadonlyMap<string, number>;
  /** Qualified names that the person hid: neither shown nor reachable. */
  readonly hidden?: ReadonlySet<string>;
}

export interface Exposed {
  /** Tools that are shown directly, best first. */
  readonly shown: readonly CatalogTool[];
  /** Whether the facade is shown as well. */
  readonly facade: boolean;
  readonly leftOut: readonly { readonly qualifiedName: string; readonly reason: LeftOutReason }[];
  /** Of everything shown, the facade included: never less than what a count of the list gives. */
  readonly tokens: number;
}

/**
 * What an app is shown of its profile's tools. `maxTools` and `maxTokens` are always kept, by leaving out and saying so, never by failing;
 * the one exception is a budget smaller than the facade, which is shown nevertheless, because without it nothing would be reachable.
 * `full` shows the facade only where a tool had to be left out.
 */
export function expose(input: ExposureInput): Exposed {
  const { tools, hidden = new Set() } = input;
  const visible = tools.filter((tool) => !hidden.has(tool.qualifiedName));
  const outcome = byExposure(visible, input);
  const concealed = tools
    .filter((tool) => hidden.has(tool.qualifiedName))
    .map(({ qualifiedName }) => ({ qualifiedName, reason: 'hidden' as const }));
  return { ...outcome, leftOut: [...outcome.leftOut, ...concealed] };
}

function byExposure(visible: readonly CatalogTool[], { profile, rank, facadeTokens, facadeCount }: ExposureInput): Exposed {
  const ranked = visible.toSorted(ranking(profile, rank));
  const room = { tools: profile.maxTools, tokens: profile.maxTokens };
  const facade = { tools: facadeCount, tokens: facadeTokens };
  if (profile.exposure === 'full') {
    const everything = fill(ranked, room);
    if (everything.leftOut.length === 0) return { ...everything, shown: asListed(visible, profile), facade: false };
    return withFacade(ranked, room, facade);
  }
  const wanted = profile.exposure === 'hybrid' ? ranked.filter((tool) => profile.pinned.includes(tool.qualifiedName)) : [];
  const rest = ranked.filter((tool) => !wanted.includes(tool)).map(({ qualifiedName }) => ({ qualifiedName, reason: 'exposure' as const }));
  const filled = withFacade(wanted, room, facade);
  return { ...filled, leftOut: [...filled.leftOut, ...rest] };
}

interface Amount {
  readonly tools: number;
  readonly tokens: number;
}

function withFacade(ranked: readonly CatalogTool[], room: Amount, facade: Amount): Exposed {
  const filled = fill(ranked, { tools: room.tools - facade.tools, tokens: room.tokens - facade.tokens });
  return { ...filled, facade: true, tokens: filled.tokens + facade.tokens };
}

/** Best first; one that is too big makes way for smaller ones behind it. */
function fill(ranked: readonly CatalogTool[], room: Amount): Omit<Exposed, 'facade'> {
  const shown: CatalogTool[] = [];
  const leftOut: { qualifiedName: string; reason: LeftOutReason }[] = [];
  let tokens = 0;
  for (const tool of ranked) {
    const cost = shownTokens(tool);
    if (shown.length >= room.tools) leftOut.push({ qualifiedName: tool.qualifiedName, reason: 'maxTools' });
    else if (tokens + cost > room.tokens) leftOut.push({ qualifiedName: tool.qualifiedName, reason: 'maxTokens' });
    else {
      shown.push(tool);
      tokens += cost;
    }
  }
  return { shown, leftOut, tokens };
}

/** The counted definition has the server's own name; the shown one adds the server's, perhaps a hash, and the comma of the list. */
function shownTokens(tool: CatalogTool): number {
  return tool.tokens + Math.ceil(tool.server.length / 2) + 6;
}

/** Nothing had to be left out, so the servers' own order stays, behind what the person pinned. */
function asListed(visible: readonly CatalogTool[], { pinned }: ProfileSettings): readonly CatalogTool[] {
  const isPinned = (tool: CatalogTool) => pinned.includes(tool.qualifiedName);
  const first = pinned.flatMap((name) => visible.filter((tool) => tool.qualifiedName === name));
  return [...first, ...visible.filter((tool) => !isPinned(tool))];
}

function ranking(profile: ProfileSettings, rank: ReadonlyMap<string, number>): (a: CatalogTool, b: CatalogTool) => number {
  const pinned = new Map(profile.pinned.map((name, index) => [name, index]));
  const place = (tool: CatalogTool) => pinned.get(tool.qualifiedName) ?? pinned.size;
  const use = (tool: CatalogTool) => rank.get(tool.qualifiedName) ?? 0;
  return (a, b) => place(a) - place(b) || use(b) - use(a) || (a.qualifiedName < b.qualifiedName ? -1 : 1);
}
