import { cpus, totalmem } from 'node:os';
import { loads, type Measurement, type Row } from './measure.ts';
import type { Burst } from './statistics.ts';

/** What the issue asks of this very run. */
interface Goal {
  readonly text: string;
  readonly value: number;
  readonly unit: string;
  readonly atMost?: number;
  readonly atLeast?: number;
}

/** docs/benchmarks.md as text. */
export function report(measurement: Measurement, rounds: number): string {
  const [floor] = measurement.rows;
  if (floor === undefined) throw new Error('nothing was measured');
  return [
    '# Benchmarks',
    '',
    `Measured on ${new Date().toISOString().slice(0, 10)} by \`npm run bench\`, on ${machine()}.`,
    ...['', method(rounds), '', '## What Patchbay promises', '', ...goalTable(measurement, floor)],
    ...loads.flatMap(({ inFlight }, index) => ['', `## ${inFlight} in flight`, '', ...callTable(measurement.rows, floor, index)]),
    ...['', '## Connecting, memory, context', '', ...otherTable(measurement.rows), ''],
    `The broker alone, headless, with five servers known and none running: ${measurement.idleBroker.toFixed(0)} MB.`,
    ...measurement.missing.map((sentence) => `\n${sentence}`),
    '',
  ].join('\n');
}

function machine(): string {
  return `${cpus().length} cores, ${Math.round(totalmem() / 1e9)} GB of memory, ${process.platform} ${process.arch}, Node ${process.versions.node}`;
}

function method(rounds: number): string {
  return [
    'The same call (`echo` of `@modelcontextprotocol/server-everything`, started over stdio) through each way, in one run: all are up at once and',
    `take turns in bursts, in the other order each round; every number is the median over ${rounds} rounds after a warm-up. Direct is the server`,
    'with nothing between. Patchbay is shim, socket, broker, policy, log and guardian, through the facade’s `call_tool`. Times are milliseconds.',
    '“Patchbay before” is an earlier build (`--before FOLDER` of its built programs), in the same run.',
    'Compare ways with the same link: over HTTP a client pays for requests that a pipe doesn’t have. A way that takes longer than four seconds for',
    'a burst makes fewer calls in it. When a client connects, Patchbay’s servers are cold; a peer’s may run already.',
  ].join('\n');
}

function goalTable({ rows, idleBroker }: Measurement, floor: Row): string[] {
  const own = rows.find(({ name }) => name === 'Patchbay');
  const [one, , fifty] = own?.bursts ?? [];
  const base = floor.bursts[0];
  if (own === undefined || one === undefined || fifty === undefined || base === undefined) throw new Error('Patchbay was not measured');
  const goals: Goal[] = [
    { text: 'added to the median call, one in flight', value: one.p50 - base.p50, unit: 'ms', atMost: 1 },
    { text: '99th percentile of a call, one in flight', value: one.p99, unit: 'ms', atMost: 12 },
    { text: 'calls per second, 50 in flight', value: fifty.perSecond, unit: '/s', atLeast: 3000 },
    { text: 'connect and list the tools, every server cold', value: own.connectMs, unit: 'ms', atMost: 250 },
    { text: 'memory of the broker, five servers known', value: idleBroker, unit: 'MB', atMost: 120 },
    { text: 'definitions that an app is shown', value: own.shown.tokens, unit: 'tokens', atMost: 500 },
  ];
  return table(['', 'measured', 'promised', ''], goals.map(goalRow));
}

function goalRow({ text, value, unit, atMost, atLeast }: Goal): string[] {
  const kept = atLeast === undefined ? value <= (atMost ?? 0) : value >= atLeast;
  const promised = atLeast === undefined ? `at most ${atMost}` : `at least ${atLeast}`;
  return [text, `${value.toFixed(value < 10 ? 2 : 0)} ${unit}`, `${promised} ${unit}`, kept ? 'kept' : 'not kept'];
}

function callTable(rows: readonly Row[], floor: Row, index: number): string[] {
  const base = floor.bursts[index];
  const lines = rows.map(({ name, link, bursts }) => [name, link, ...callCells(bursts[index], base)]);
  return table(['', 'link', 'p50', 'p99', 'calls/s', 'p50 added', 'p50 ratio'], lines);
}

function callCells(burst: Burst | undefined, base: Burst | undefined): string[] {
  if (burst === undefined || base === undefined) return [];
  const added = burst === base ? '' : `+${(burst.p50 - base.p50).toFixed(2)}`;
  const ratio = burst === base ? '' : `${(burst.p50 / base.p50).toFixed(1)} ×`;
  return [burst.p50.toFixed(2), burst.p99.toFixed(2), burst.perSecond.toFixed(0), added, ratio];
}

function otherTable(rows: readonly Row[]): string[] {
  const lines = rows.map(({ name, connectMs, memory, shown }) => [
    name,
    connectMs.toFixed(0),
    memory.map((part) => `${part.name} ${part.megabytes.toFixed(0)}`).join(', '),
    `${shown.tools}`,
    `${shown.tokens}`,
  ]);
  return table(['', 'connect + tools/list (ms)', 'memory between, after the calls (MB)', 'tools shown', 'their tokens'], lines);
}

function table(head: readonly string[], lines: readonly (readonly string[])[]): string[] {
  const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [row(head), row(head.map(() => '---')), ...lines.map(row)];
}
