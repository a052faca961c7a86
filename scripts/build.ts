import { join } from 'node:path';
import { createBuilder } from 'vite';
import { markComplete } from './freshness.ts';
import { root } from './run.ts';

const builder = await createBuilder({ configFile: join(root, 'vite.config.ts'), logLevel: 'warn' });
await builder.buildApp();
await markComplete();
