import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { settingsJsonSchema } from '../main/settings/json-schema.ts';
import { root } from './run.ts';

await writeFile(join(root, 'docs', 'config.schema.json'), `${JSON.stringify(settingsJsonSchema(), null, 2)}\n`);
