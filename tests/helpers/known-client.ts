import type { ClientFile } from '../../main/clients/client-files.ts';
import type { Client } from '../../main/clients/known/client.ts';
import { clientById } from '../../main/clients/known/clients.ts';

export function known(id: string): Client {
  const client = clientById(id);
  if (client === null) throw new Error(`There is no ${id}.`);
  return client;
}

/** A file of this client as its descriptor says it is laid out. */
export function fileOf(id: string, path = '/home/ada/its-file'): ClientFile {
  const { format, keyPath, container, tolerance, alsoAt } = known(id);
  return { path, scope: 'user', exists: true, writes: true, place: { format, keyPath, container, tolerance }, alsoAt };
}
