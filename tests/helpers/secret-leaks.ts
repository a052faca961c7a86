import { readdirSync, readFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Files below a folder in which a value stands, in one of the spellings that it takes on the way. */
export async function filesWith(folder: string, value: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const contents = await Promise.all(files.map(async (file) => [file, await readFile(file, 'latin1')] as const));
  return contents.filter(([, content]) => spellingsOf(value).some((spelling) => content.includes(spelling))).map(([file]) => file);
}

/** Processes that show a value to whoever looks: in their environment or their arguments. Linux only. */
export function processesShowing(value: string): number[] {
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .map(Number)
    .filter((pid) => ['environ', 'cmdline'].some((kind) => factsOf(pid, kind).includes(value)));
}

function factsOf(pid: number, kind: string): string {
  try {
    return readFileSync(`/proc/${pid}/${kind}`, 'utf8');
  } catch {
    // It ended meanwhile, or isn't ours.
    return '';
  }
}

function spellingsOf(value: string): string[] {
  const base64 = ['', 'k', 'ki'].map((before) =>
    Buffer.from(before + value)
      .toString('base64')
      .slice(4, -4),
  );
  const utf16 = Buffer.from(value, 'utf16le').toString('latin1');
  return [Buffer.from(value).toString('latin1'), JSON.stringify(value).slice(1, -1), encodeURIComponent(value), utf16, ...base64];
}
