import { join } from 'node:path';

export const root = join(import.meta.dirname, '..', '..');

const servers = join(root, 'node_modules', '@modelcontextprotocol');

/** Arguments of Node that start the server which every target calls. */
export const everything = [join(servers, 'server-everything', 'dist', 'index.js'), 'stdio'];
export const filesystem = join(servers, 'server-filesystem', 'dist', 'index.js');
export const memory = join(servers, 'server-memory', 'dist', 'index.js');

export const shim = join(root, 'dist', 'shim', 'main.js');
