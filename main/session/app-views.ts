import { expose } from '../catalog/exposure.ts';
import { defaultNameLength, shownNames } from '../catalog/shown-names.ts';
import type { CatalogTool, ToolDefinition } from '../catalog/tool.ts';
import { defaultProfile } from '../settings/resolve-settings.ts';
import type { ProfileSettings, Settings } from '../settings/settings.ts';
import { spelledAs } from '../wire/json-text.ts';
import type { AppView } from './app-view.ts';

export interface AppViewsParts {
  readonly settings: () => Settings;
  readonly tools: (servers: readonly string[]) => readonly CatalogTool[];
  readonly facade: { readonly definitions: readonly ToolDefinition[]; readonly tokens: number };
  /** Qualified name → how often it was called lately. Fixed while Patchbay runs, so that what an app is shown stays put. */
  readonly usage: ReadonlyMap<string, number>;
}

/** What each app sees, worked out when somebody asks and kept until the settings or the catalog change. */
export class AppViews {
  readonly #parts: AppViewsParts;
  readonly #views = new Map<string, AppView>();

  constructor(parts: AppViewsParts) {
    this.#parts = parts;
  }

  of(app: string): AppView {
    const known = this.#views.get(app);
    if (known !== undefined) return known;
    const view = this.#build(app);
    this.#views.set(app, view);
    return view;
  }

  /** The settings or the catalog changed. */
  forget(): void {
    this.#views.clear();
  }

  #build(app: string): AppView {
    const settings = this.#parts.settings();
    const profile = settings.profiles.get(settings.apps.get(app)?.profile ?? 'default') ?? defaultProfile;
    const servers = serversOf(profile, settings);
    const tools = this.#parts.tools(servers);
    const hidden = new Set(tools.filter((tool) => isHidden(tool, settings)).map((tool) => tool.qualifiedName));
    const { definitions, tokens } = this.#parts.facade;
    const exposed = expose({ profile, tools, facadeTokens: tokens, facadeCount: definitions.length, rank: this.#parts.usage, hidden });
    const byShownName = this.#named(tools.filter((tool) => !hidden.has(tool.qualifiedName)));
    const shown = new Map([...byShownName].filter(([, tool]) => exposed.shown.includes(tool)));
    const listed = [...(exposed.facade ? definitions : []), ...inOrder(exposed.shown, shown)];
    const { exposure, maxTools, maxTokens } = profile;
    const budget = { exposure, maxTools, maxTokens, toolsShown: listed.length, tokensShown: exposed.tokens };
    return { app, servers, definitions: listed, shown, reachable: byShownName, budget, leftOut: exposed.leftOut };
  }

  /** Names are given to all reachable tools at once, so that a tool keeps its name when others come into view. */
  #named(tools: readonly CatalogTool[]): ReadonlyMap<string, CatalogTool> {
    const reserved = this.#parts.facade.definitions.map((definition) => definition.name);
    const names = shownNames(
      tools.map((tool) => tool.qualifiedName),
      { maxLength: defaultNameLength, reserved },
    );
    return new Map(tools.map((tool) => [names.get(tool.qualifiedName) ?? tool.qualifiedName, tool]));
  }
}

export function isHidden(tool: CatalogTool, settings: Settings): boolean {
  return settings.servers.get(tool.server)?.tools.get(tool.definition.name)?.hidden === true;
}

function serversOf(profile: ProfileSettings, settings: Settings): string[] {
  return [...settings.servers]
    .filter(([name, server]) => server.mode !== 'disabled' && (profile.servers?.includes(name) ?? true))
    .map(([name]) => name);
}

/** The definitions as their servers spelled them, but for the name. */
function inOrder(tools: readonly CatalogTool[], shown: ReadonlyMap<string, CatalogTool>): ToolDefinition[] {
  const names = new Map([...shown].map(([name, tool]) => [tool, name]));
  return tools.map((tool) => spelledAs({ ...tool.definition, name: names.get(tool) ?? tool.qualifiedName }, tool.definition));
}
