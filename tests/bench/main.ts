import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { measure } from './measure.ts';
import { root } from './programs.ts';
import { report } from './report.ts';

const { values } = parseArgs({
  options: { peers: { type: 'boolean', default: false }, rounds: { type: 'string', default: '5' }, before: { type: 'string' } },
});
const rounds = Number(values.rounds);
const before = values.before === undefined ? null : { name: 'Patchbay before', folder: values.before };
const text = report(await measure({ peers: values.peers, rounds, before }), rounds);
process.stdout.write(text);
await writeFile(join(root, 'docs', 'benchmarks.md'), text);
