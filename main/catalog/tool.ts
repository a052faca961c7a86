import type { JsonObject } from '../wire/frame.ts';

/** A tool as its server spelled it; unknown keys included. Untrusted text. */
export interface ToolDefinition extends JsonObject {
  readonly name: string;
}

export interface CatalogTool {
  readonly server: string;
  /** `server.tool`: what config.yaml, the window and the log say. */
  readonly qualifiedName: string;
  readonly definition: ToolDefinition;
  /** SHA-256 (hex) of the canonical definition. */
  readonly hash: string;
  /** o200k_base tokens of the definition as JSON. */
  readonly tokens: number;
}
