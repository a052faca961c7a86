import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { createBuilder } from 'vite';
import { markComplete } from './freshness.ts';
import { root } from './run.ts';

const builder = await createBuilder({ configFile: join(root, 'vite.config.ts'), logLevel: 'warn' });
await builder.buildApp();
// As it is packaged: beside the programs.
cpSync(join(root, 'resources/directory'), join(root, 'dist/directory'), { recursive: true });
await markComplete();
