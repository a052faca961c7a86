import { NamedError } from '../../../contract/errors.ts';
import { ConfigFault } from '../edit/config-fault.ts';

const sentences: ReadonlyMap<string, string> = new Map([
  ['ENOSPC', 'The disk is full. The file is as it was: make room, then try again.'],
  ['EDQUOT', 'Your share of the disk is used up. The file is as it was: make room, then try again.'],
  ['EACCES', 'Patchbay may not do that there. The file is as it was: change its permissions or those of its folder.'],
  ['EPERM', 'The system does not permit that. The file is as it was: it may be locked or open in another program.'],
  ['EBUSY', 'Another program holds the file. It is as it was: close that program, then try again.'],
  ['EROFS', 'It lies on a disk that can only be read.'],
  ['ELOOP', 'It is a link that leads in a circle: put a file in its place.'],
  ['ENOTDIR', 'A part of its path is a file and no folder.'],
  ['ENAMETOOLONG', 'Its name is too long for this disk.'],
  ['EMFILE', 'Too many files are open. Try again in a moment.'],
]);

/** Does something with an app's file; what the system refuses becomes a sentence about it. */
export async function explained<Value>(path: string, act: () => Promise<Value>): Promise<Value> {
  try {
    return await act();
  } catch (error) {
    throw explainedFault(path, error);
  }
}

function explainedFault(path: string, error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof NamedError || !('code' in error) || typeof error.code !== 'string') return error;
  const sentence = sentences.get(error.code) ?? `The system can't do that (${error.code}). The file is as it was.`;
  return new NamedError('forbidden', `${path}: ${sentence}`, { path, code: error.code }, { cause: error });
}

/** Reads what a file says; its fault is told with the file's path, line and column. */
export function located<Value>(path: string, read: () => Value): Value {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof ConfigFault)) throw error;
    const { line, column } = error;
    throw new NamedError(
      'invalid_input',
      `${path}, line ${line}, column ${column}: ${error.message}`,
      { path, line, column },
      { cause: error },
    );
  }
}
