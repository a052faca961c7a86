import { z } from 'zod';
import { OneAtATime } from '../../lib/one-at-a-time.ts';
import { type BuiltinTool, builtinTool, jsonResult, textResult } from '../builtin-tool.ts';
import { deleteFile, editFile, moveFile, writeFile } from './change-files.ts';
import { listDirectory } from './list-directory.ts';
import { readFile } from './read-file.ts';
import type { Roots } from './roots.ts';
import { searchFiles } from './search-files.ts';

const path = z.string().min(1).max(4_096).describe('Absolute, or relative to the first folder of this server');
const looksOnly = { readOnlyHint: true, idempotentHint: true };

/** The tools of the built-in server `files`. Nothing outside the roots is read, changed or even probed. */
export function filesTools(roots: Roots): BuiltinTool[] {
  // An edit is read, changed and written: nothing else of this server may change files in between.
  const changes = new OneAtATime();
  return [...readingTools(roots), ...writingTools(roots, changes), ...removingTools(roots, changes)];
}

function readingTools(roots: Roots): BuiltinTool[] {
  return [
    builtinTool({
      name: 'list_directory',
      title: 'List a folder',
      description: 'What is in a folder: names, kinds, sizes and times. Links are named but not followed.',
      input: z.strictObject({ path: path.default('.') }),
      annotations: looksOnly,
      handle: async (input) => jsonResult(await listDirectory(input.path, roots)),
    }),
    builtinTool({
      name: 'read_file',
      title: 'Read a file',
      description:
        'The text of a file, or a range of its lines. Long files come in parts. What is not text comes as base64 while it is small.',
      input: z.strictObject({
        path,
        from: z.int().min(1).default(1).describe('First line'),
        lines: z.int().min(1).max(100_000).default(2_000).describe('At most this many lines'),
      }),
      annotations: looksOnly,
      handle: (input, signal) => readFile(input, roots, signal),
    }),
    builtinTool({
      name: 'search_files',
      title: 'Search files',
      description: 'Find files in a folder and all below it, by name pattern, by text inside, or both. Leaves out .git and node_modules.',
      input: z.strictObject({
        path: path.default('.'),
        name: z.string().min(1).max(500).optional().describe('Pattern such as *.md or src/**/*.ts; case does not matter'),
        text: z.string().min(1).max(500).optional().describe('Text in the file, taken literally; case does not matter'),
        limit: z.int().min(1).max(1_000).default(100),
      }),
      annotations: looksOnly,
      handle: async ({ name, text, ...input }, signal) => jsonResult(await searchFiles({ ...input, name, text }, roots, signal)),
    }),
  ];
}

function writingTools(roots: Roots, changes: OneAtATime): BuiltinTool[] {
  return [
    builtinTool({
      name: 'write_file',
      title: 'Write a file',
      description: 'Write a text file as a whole, making missing folders. Replaces a file that is there only with overwrite: true.',
      input: z.strictObject({ path, content: z.string(), overwrite: z.boolean().default(false) }),
      annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true },
      handle: async (input) => textResult(await changes.run(() => writeFile(input, roots))),
    }),
    builtinTool({
      name: 'edit_file',
      title: 'Edit a file',
      description: 'Replace an exact piece of text in a file. It must be there once, unless all: true.',
      input: z.strictObject({
        path,
        old: z.string().min(1).describe('The text to replace, exactly as it is in the file'),
        new: z.string().describe('What to put in its place'),
        all: z.boolean().default(false).describe('Replace every place'),
      }),
      annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false },
      handle: async (input) => textResult(await changes.run(() => editFile(input, roots))),
    }),
  ];
}

function removingTools(roots: Roots, changes: OneAtATime): BuiltinTool[] {
  return [
    builtinTool({
      name: 'move_file',
      title: 'Move or rename',
      description: 'Move or rename a file or folder, making missing folders. Never replaces anything.',
      input: z.strictObject({ from: path, to: path }),
      annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false },
      handle: async (input) => textResult(await changes.run(() => moveFile(input, roots))),
    }),
    builtinTool({
      name: 'delete_file',
      title: 'Delete a file',
      description: 'Delete a file or an empty folder for good.',
      input: z.strictObject({ path }),
      annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false },
      handle: async (input) => textResult(await changes.run(() => deleteFile(input.path, roots))),
    }),
  ];
}
