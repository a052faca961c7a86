import { join } from 'node:path';

export const root = join(import.meta.dirname, '..', '..');

const servers = join(root, 'node_modules', '@modelcontextprotocol');

/** Arguments of Node that start the server which every target calls. */
export const everything = [join(servers, 'server-everything', 'dist', 'index.js'), 'stdio'];
export const filesystem = join(servers, 'server-filesystem', 'dist', 'index.js');
export const memory = join(servers, 'server-memory', 'dist', 'index.js');

/** One build of Patchbay, by the name that the report gives it. */
export interface Build {
  readonly name: string;
  /** The folder of its built programs. */
  readonly folder: string;
}

export const thisBuild: Build = { name: 'Patchbay', folder: join(root, 'dist') };
