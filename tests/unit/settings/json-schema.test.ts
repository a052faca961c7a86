import { readFile } from 'node:fs/promises';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { settingsJsonSchema } from '../../../main/settings/json-schema.ts';

describe('docs/config.schema.json', () => {
  it('is what the settings are checked against (npm run schema writes it)', async () => {
    const written: unknown = JSON.parse(await readFile(new URL('../../../docs/config.schema.json', import.meta.url), 'utf8'));
    expect(written).toEqual(settingsJsonSchema());
  });

  it.each([
    [true, { version: 1 }],
    [
      true,
      {
        version: 1,
        servers: { git: { command: 'git-mcp', env: { A: 'b' }, timeout: '30s' }, notes: { builtin: 'memory' } },
        apps: { cursor: { profile: 'default' } },
      },
    ],
    [false, { servers: {} }],
    [false, { version: 1, servers: { Git: { command: 'x' } } }],
    [false, { version: 1, servers: { git: { comand: 'x' } } }],
    [false, { version: 1, servers: { git: { command: 'x', builtin: 'memory' } } }],
    [false, { version: 1, servers: { git: { command: 'x', timeout: 'soon' } } }],
  ])('tells an editor %s about %j', (valid, content) => {
    const schema = settingsJsonSchema();
    expect(new Ajv2020({ strict: false }).validate(schema, content)).toBe(valid);
  });
});
