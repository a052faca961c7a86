import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root, run } from './run.ts';
import type { Counts } from './test-counts.ts';

/** Where the runners leave their reports. */
export const reports = join(root, '.cache', 'tests');

/** The report of the tests with real clients. */
export const clientsReport = join(reports, 'clients.json');

/** Runs one step to its end under a heading, and says how long it took; resolves with its exit code. */
export async function step(name: string, command: string, args: readonly string[], environment = process.env): Promise<number> {
  process.stdout.write(`\n── ${name}\n`);
  const begun = performance.now();
  const code = await run(command, args, environment);
  const seconds = `${((performance.now() - begun) / 1000).toFixed(0)} s`;
  process.stdout.write(code === 0 ? `── ${name}: ${seconds}\n` : `── ${name} failed with exit code ${code}, ${seconds}\n`);
  return code;
}

/** Null where there is none: the runner never got to its end. */
export async function report(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    process.stdout.write(`No report of the tests at ${path}: ${String(error)}\n`);
    return null;
  }
}

export function summary({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}
