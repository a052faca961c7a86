import type { CatalogTool, ToolDefinition } from '../catalog/tool.ts';
import type { BudgetUse } from '../facade/status.ts';

/** What one app sees at this moment, worked out from its profile, the catalog and the budget. */
export interface AppView {
  readonly app: string;
  /** The servers of its profile that are configured and not disabled. */
  readonly servers: readonly string[];
  /** The answer to tools/list, facade included, in order. */
  readonly definitions: readonly ToolDefinition[];
  /** Shown name → tool, for the tools that are shown directly. */
  readonly shown: ReadonlyMap<string, CatalogTool>;
  /** Shown name → tool, for every tool that the facade reaches. */
  readonly reachable: ReadonlyMap<string, CatalogTool>;
  readonly budget: BudgetUse;
  /** Tools of its servers that tools/list leaves out, each with the reason. */
  readonly leftOut: readonly { readonly qualifiedName: string; readonly reason: string }[];
}
