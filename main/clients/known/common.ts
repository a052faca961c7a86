/** Nothing but JSON itself. */
export const strict = { bom: false, comments: false, trailingCommas: false };
/** Measured, or unknown: then what stands in a file is taken to work, and Patchbay adds nothing of the kind. */
export const lenient = { bom: true, comments: true, trailingCommas: true };

export const noLimits = { tools: null, toolName: null };

/** Where Linux programs keep their settings. */
export const xdgConfig = '${XDG_CONFIG_HOME:-~/.config}';
export const macSupport = '~/Library/Application Support';

/** Global storage of an extension of VS Code, on each system. */
export function inCodeUser(path: string): { linux: string; macos: string; windows: string } {
  return { linux: `${xdgConfig}/Code/User/${path}`, macos: `${macSupport}/Code/User/${path}`, windows: `%APPDATA%/Code/User/${path}` };
}
