import type { AnnouncedKind, ListKind } from '../catalog/offer.ts';
import type { SeenUris } from '../catalog/seen-uris.ts';
import type { ServerUri } from '../catalog/server-uri.ts';
import type { CatalogTool, ToolDefinition } from '../catalog/tool.ts';
import type { BudgetUse } from '../facade/status.ts';
import type { JsonObject } from '../wire/frame.ts';

/** What one app sees at this moment, worked out from its profile, the catalog and the budget. */
export interface AppView extends OfferView {
  readonly app: string;
  /** The servers of its profile that are configured and not disabled. */
  readonly servers: readonly string[];
  /** The answer to tools/list, facade included, in order. */
  readonly definitions: readonly ToolDefinition[];
  /** Shown name → tool, for the tools that are shown directly. */
  readonly shown: ReadonlyMap<string, CatalogTool>;
  /** Shown name → tool, for every tool that the facade reaches. */
  readonly reachable: ReadonlyMap<string, CatalogTool>;
  /** The reachable tool that an app means: by the name that it is, or would be, shown, by `server.tool`, or by its own where only one has that. */
  toolNamed(name: string): CatalogTool | null;
  /** Another one after the list has become another; templates belong to the resources. */
  digestOf(kind: AnnouncedKind): string;
  readonly budget: BudgetUse;
  /** Tools of its servers that tools/list leaves out, each with the reason. */
  readonly leftOut: readonly { readonly qualifiedName: string; readonly reason: string }[];
}

/** What an app sees besides tools. Definitions are as their servers spelled them, but for names and URIs that two servers have. */
export interface OfferView {
  /** The answers to prompts/list, resources/list and resources/templates/list, in order. */
  readonly prompts: readonly JsonObject[];
  readonly resources: readonly JsonObject[];
  readonly resourceTemplates: readonly JsonObject[];
  /** The prompt that is shown under this name, or whose own name it is where only one has it. */
  promptNamed(name: string): { readonly server: string; readonly name: string } | undefined;
  /** What the server behind a list says beside it; nothing where the list is that of several servers, or Patchbay's own. */
  listExtras(kind: ListKind): JsonObject;
  /** What the only server says of itself that MCP doesn't know; nothing where there are several. */
  extras(): JsonObject;
  /** As the server last declared them; null: it never ran. */
  capabilitiesOf(server: string): JsonObject | null;
  /** The server behind a URI template, as the app was shown it. */
  templateAt(uriTemplate: string): ServerUri | null;
  /**
   * Where a URI, or a URI template, of the app leads: to the server that lists it, else the only one whose template fits, else the one
   * that it came from (`seen`), else the only one that has resources. Null: nobody can say.
   */
  resourceAt(uri: string, seen?: SeenUris): ServerUri | null;
  /** A server's result or params with URIs as the app sees them; the same object where nothing collides. `seen` learns the others. */
  forApp(server: string, value: JsonObject, seen?: SeenUris): JsonObject;
  /** An app's params or answer with URIs as the server spells them; the same object where nothing collides. */
  forServer(server: string, value: JsonObject): JsonObject;
  /** The arguments of a tool or prompt in which an address that the app was shown stands: as the server spells it, and nothing else changed. */
  argumentsForServer(server: string, given: JsonObject, seen?: SeenUris): JsonObject;
}
