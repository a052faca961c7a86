import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { allClients } from '../tests/clients/all-clients.ts';
import type { RealClient } from '../tests/clients/client.ts';
import { type Findings, findings, findingsFolder } from '../tests/clients/findings.ts';
import { install, removeOthers } from '../tests/clients/install.ts';
import { installed } from './run.ts';
import { vitestCounts } from './test-counts.ts';
import { clientsReport, report, step, summary } from './test-steps.ts';

/** Real clients against this Patchbay. Arguments are parts of clients' names: only those run. */
async function main(wanted: readonly string[]): Promise<number> {
  await Promise.all([clientsReport, findingsFolder].map((path) => rm(path, { recursive: true, force: true })));
  await mkdir(findingsFolder, { recursive: true });
  const clients = allClients.filter(({ label }) => wanted.length === 0 || wanted.some((part) => isIn(label, part)));
  const missing = await installAll(clients);
  const names = wanted.length === 0 ? [] : ['-t', `^(${clients.map(({ label }) => label).join('|')}) `];
  const codes = [
    await step('build', installed('node'), [join('scripts', 'build.ts')]),
    await step('clients', installed('vitest'), ['run', '--config=vitest.clients.config.ts', ...reporters, ...names]),
  ];
  for (const line of table(await allFindings())) process.stdout.write(`${line}\n`);
  for (const sentence of missing) process.stdout.write(`${sentence}\n`);
  const counts = vitestCounts(await report(clientsReport));
  process.stdout.write(`${summary(counts)}\n`);
  return codes.every((code) => code === 0) && counts.failed === 0 && counts.passed > 0 ? 0 : 1;
}

const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${clientsReport}`];

function isIn(label: string, part: string): boolean {
  return label.toLowerCase().includes(part.toLowerCase());
}

/** One after the other: each unpacks hundreds of megabytes. */
async function installAll(clients: readonly RealClient[]): Promise<string[]> {
  await removeOthers(allClients);
  const sentences: string[] = [];
  for (const client of clients) sentences.push((await install(client)) ?? '');
  return sentences.filter((sentence) => sentence !== '');
}

async function allFindings(): Promise<Findings[]> {
  const files = (await readdir(findingsFolder)).filter((file) => file.endsWith('.json'));
  const texts = await Promise.all(files.map((file) => readFile(join(findingsFolder, file), 'utf8')));
  const found = texts.map((text) => findings.parse(JSON.parse(text)));
  return allClients.flatMap(({ label }) => found.filter((one) => one.label === label));
}

const headings = ['client', 'version', 'once wired', 'tools', 'call in the log', 'broken entry', 'gone after unwiring', 'seconds'];

/** What was seen, and a dash for what wasn't. */
function table(found: readonly Findings[]): string[] {
  const rows = found.map((one) => [
    one.label,
    one.version,
    words(one.patchbay),
    one.tools?.toString() ?? '—',
    yes(one.called),
    words(one.control),
    yes(one.gone),
    one.seconds.toFixed(0),
  ]);
  const widths = headings.map((_, column) => Math.max(...[headings, ...rows].map((row) => row[column]?.length ?? 0)));
  return [
    '',
    ...[headings, ...rows].map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    ),
  ];
}

function yes(seen: boolean | null): string {
  return seen === null ? '—' : 'yes';
}

/** Clients can be wordy. */
function words(text: string | null): string {
  const longest = 48;
  if (text === null) return '—';
  return text.length > longest ? `${text.slice(0, longest - 1)}…` : text;
}

if (import.meta.main) process.exitCode = await main(process.argv.slice(2));
