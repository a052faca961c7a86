import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { measure } from './measure.ts';
import { root } from './programs.ts';
import { report } from './report.ts';

const { values } = parseArgs({ options: { peers: { type: 'boolean', default: false }, rounds: { type: 'string', default: '5' } } });
const rounds = Number(values.rounds);
const text = report(await measure({ peers: values.peers, rounds }), rounds);
process.stdout.write(text);
await writeFile(join(root, 'docs', 'benchmarks.md'), text);
