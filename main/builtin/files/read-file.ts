import { isUtf8 } from 'node:buffer';
import { constants } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { JsonObject } from '../../wire/frame.ts';
import { textResult } from '../builtin-tool.ts';
import { explained } from './file-failure.ts';
import { type ReadLines, readLines } from './read-lines.ts';
import type { Entry, Roots } from './roots.ts';

/** Of one answer. */
const maxBytes = 256 * 1024;

export interface ReadRequest {
  readonly path: string;
  readonly from: number;
  readonly lines: number;
}

/** The text of a file, or some lines of it; what isn't text comes as base64 while it is small. */
export async function readFile(request: ReadRequest, roots: Roots, signal: AbortSignal): Promise<JsonObject> {
  await using entry = await roots.entry(request.path);
  return await explained(request.path, async () => {
    await using file = await entry.folder.openFile(entry.name, constants.O_RDONLY);
    const read = await readLines(file, { ...request, maxBytes }, signal);
    const bytes = read.cutLine !== null ? withoutBrokenEnd(read.bytes) : read.bytes;
    return isText(bytes) ? textOf(bytes, read, request) : await binaryOf(file, entry);
  });
}

function textOf(bytes: Buffer, { next, cutLine }: ReadLines, { from }: ReadRequest): JsonObject {
  const text = bytes.toString('utf8');
  if (cutLine !== null)
    return textResult(text, `Line ${cutLine} is longer than one answer and was cut; the next line is from: ${cutLine + 1}.`);
  if (next !== null) return textResult(text, `There is more; go on with from: ${next}.`);
  if (text === '') return textResult(from === 1 ? 'The file is empty.' : `The file has fewer than ${from} lines.`);
  return textResult(text);
}

async function binaryOf(file: FileHandle, { folder, name }: Entry): Promise<JsonObject> {
  const { size } = await file.stat();
  if (size > maxBytes) return textResult(`This is no text but ${size} bytes of something else; at most ${maxBytes} can be shown.`);
  const bytes = Buffer.alloc(size);
  const { bytesRead } = await file.read(bytes, 0, size, 0);
  const resource = {
    uri: pathToFileURL(join(folder.path, name)).href,
    mimeType: 'application/octet-stream',
    blob: bytes.toString('base64', 0, bytesRead),
  };
  const note = { type: 'text', text: `This is no text; its ${bytesRead} bytes follow as base64.` };
  return { content: [note, { type: 'resource', resource }] };
}

export function isText(bytes: Buffer): boolean {
  return !bytes.includes(0) && isUtf8(bytes);
}

/** A cut may go through a character. */
function withoutBrokenEnd(bytes: Buffer): Buffer {
  const ends = [0, 1, 2, 3].map((spare) => bytes.subarray(0, bytes.length - spare));
  return ends.find((candidate) => isUtf8(candidate)) ?? bytes;
}
