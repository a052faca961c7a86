import type { EntryPlace, Tolerance } from '../../../../main/clients/edit/place.ts';

export const lenient: Tolerance = { bom: true, comments: true, trailingCommas: true };
export const strict: Tolerance = { bom: false, comments: false, trailingCommas: false };

export const jsonPlace: EntryPlace = { format: 'jsonc', keyPath: ['mcpServers'], container: 'map', tolerance: lenient };
export const strictJsonPlace: EntryPlace = { ...jsonPlace, format: 'json', tolerance: strict };
export const tomlPlace: EntryPlace = { format: 'toml', keyPath: ['mcp_servers'], container: 'map', tolerance: lenient };
export const yamlPlace: EntryPlace = { format: 'yaml', keyPath: ['extensions'], container: 'map', tolerance: lenient };
export const listPlace: EntryPlace = { format: 'yaml', keyPath: ['mcpServers'], container: 'list-by-name', tolerance: lenient };

export const entry = { command: '/opt/patchbay/shim', args: ['--app', 'x'], env: { PATCHBAY_APP_KEY: 'abc123' } };
