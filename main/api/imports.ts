import { NamedError } from '../../contract/errors.ts';
import type { Imports } from '../imports/imports.ts';
import type { Api } from './api.ts';

type ImportsApi = Pick<
  Api,
  'imports.find' | 'imports.read' | 'imports.bundle' | 'imports.fromDirectory' | 'imports.take' | 'directory.search'
>;

export function importsApi(imports: Imports): ImportsApi {
  return {
    'imports.find': () => imports.find(),
    'imports.read': ({ text }) => imports.read(text),
    'imports.bundle': ({ name, bytes }) => imports.bundle(name, bytesOf(bytes)),
    'imports.fromDirectory': ({ entry }) => imports.fromDirectory(entry),
    'imports.take': ({ servers }) => imports.take(servers),
    'directory.search': ({ search, limit }) => imports.searchDirectory(search, limit),
  };
}

/** Buffer skips what isn't base64; a bundle that lost something on its way is refused. */
function bytesOf(base64: string): Buffer {
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(base64)) throw new NamedError('invalid_input', 'The bytes of a bundle must be base64.');
  return Buffer.from(base64, 'base64');
}
