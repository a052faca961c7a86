import { constants } from 'node:fs';
import { type FileHandle, rename, rmdir, unlink } from 'node:fs/promises';
import { ToolFailure } from '../builtin-tool.ts';
import { explained, notThere } from './file-failure.ts';
import { isText } from './read-file.ts';
import type { Roots } from './roots.ts';
import { statusOf, writeWhole } from './write-whole.ts';

/** Of a file that is edited. */
const maxBytes = 10 * 1024 * 1024;

export interface Edit {
  readonly path: string;
  readonly old: string;
  readonly new: string;
  readonly all: boolean;
}

export async function writeFile(request: { path: string; content: string; overwrite: boolean }, roots: Roots): Promise<string> {
  const content = Buffer.from(request.content, 'utf8');
  await using entry = await roots.newEntry(request.path);
  await explained(request.path, () => writeWhole(entry, content, request.overwrite ? 'anything' : 'nothing'));
  return `Wrote ${content.length} bytes to ${request.path}.`;
}

export async function editFile(edit: Edit, roots: Roots): Promise<string> {
  await using entry = await roots.entry(edit.path);
  return await explained(edit.path, async () => {
    await using file = await entry.folder.openFile(entry.name, constants.O_RDONLY);
    const before = await file.stat();
    const { text, count } = replaced(await textOf(file, before.size, edit.path), edit);
    await writeWhole(entry, Buffer.from(text, 'utf8'), { unchanged: before });
    return `Replaced ${count} ${count === 1 ? 'place' : 'places'} in ${edit.path}.`;
  });
}

/** Never replaces anything: the target must not be there. */
export async function moveFile({ from, to }: { from: string; to: string }, roots: Roots): Promise<string> {
  await using source = await roots.entryItself(from);
  if ((await explained(from, () => statusOf(source))) === null) throw new ToolFailure(notThere(from));
  await using target = await roots.newEntry(to);
  await explained(to, async () => {
    if ((await statusOf(target)) !== null) throw new ToolFailure(`${to} is there already; choose another name, or delete it first.`);
    await rename(source.folder.at(source.name), target.folder.at(target.name));
  });
  return `Moved ${from} to ${to}.`;
}

/** A file, a link (never what it leads to) or an empty folder. */
export async function deleteFile(path: string, roots: Roots): Promise<string> {
  await using entry = await roots.entryItself(path);
  await explained(path, async () => {
    const status = await statusOf(entry);
    if (status?.isDirectory() === true) await rmdir(entry.folder.at(entry.name));
    else await unlink(entry.folder.at(entry.name));
  });
  return `Deleted ${path}.`;
}

async function textOf(file: FileHandle, size: number, path: string): Promise<string> {
  if (size > maxBytes) throw new ToolFailure(`${path} has ${size} bytes; files of more than ${maxBytes} can't be edited here.`);
  const bytes = await file.readFile();
  if (!isText(bytes)) throw new ToolFailure(`${path} is no text in UTF-8; it can't be edited here.`);
  return bytes.toString('utf8');
}

function replaced(text: string, edit: Edit): { text: string; count: number } {
  const parts = text.split(edit.old);
  const count = parts.length - 1;
  if (count === 0)
    throw new ToolFailure(
      `The old text isn't in ${edit.path}${hintFor(text, edit)}; it must match exactly, spaces and line ends included.`,
    );
  if (count > 1 && !edit.all) {
    throw new ToolFailure(
      `The old text is in ${edit.path} ${count} times; give more of what is around it, or all: true to replace every one.`,
    );
  }
  return { text: parts.join(edit.new), count };
}

function hintFor(text: string, { old }: Edit): string {
  return old.includes('\n') && !old.includes('\r') && text.includes('\r\n') ? ' (its lines end with \\r\\n)' : '';
}
