export type Format = 'json' | 'jsonc' | 'toml' | 'yaml';

/**
 * What the app itself reads beyond the strict format (clients.md §5). Where it isn't known, `true`: nothing of it is ever added, only kept.
 * For TOML and YAML only `bom` matters: comments belong to these formats.
 */
export interface Tolerance {
  readonly bom: boolean;
  readonly comments: boolean;
  readonly trailingCommas: boolean;
}

/** Where the servers stand in an app's file. */
export interface EntryPlace {
  readonly format: Format;
  /** From the root to the container. A key may hold a dot: Amp's `amp.mcpServers` is one. */
  readonly keyPath: readonly string[];
  /** `list-by-name`: a list of objects with a `name` each (Continue); only in YAML. The name isn't part of the entry's value. */
  readonly container: 'map' | 'list-by-name';
  readonly tolerance: Tolerance;
}
