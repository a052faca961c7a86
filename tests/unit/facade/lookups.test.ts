import { beforeAll, describe, expect, it } from 'vitest';
import { NamedError } from '../../../contract/errors.ts';
import type { Catalog } from '../../../main/catalog/catalog.ts';
import type { CatalogTool } from '../../../main/catalog/tool.ts';
import { describeTool } from '../../../main/facade/describe.ts';
import type { FacadeParts, FacadeView } from '../../../main/facade/facade-view.ts';
import { searchTools } from '../../../main/facade/search.ts';
import { assessRisk } from '../../../main/policy/risk.ts';
import type { JsonObject } from '../../../main/wire/frame.ts';
import { catalogOf, publicTools } from '../../helpers/public-catalog.ts';

let catalog: Catalog;
let parts: FacadeParts;
let view: FacadeView;

beforeAll(async () => {
  catalog = await catalogOf(new Map([...publicTools(), ['secret', [{ name: 'delete_file', description: 'Delete a file for ever' }]]]));
  parts = {
    catalog,
    risk: (tool) => assessRisk(tool.definition.name, {}, undefined),
    isHidden: (tool: CatalogTool) => tool.definition.name === 'get-env',
  };
  const find = catalog.find('filesystem.read_text_file');
  if (find === undefined) throw new Error('The fixture has no read_text_file.');
  view = { servers: ['filesystem', 'everything', 'newcomer'], reachable: new Map([['filesystem_read_text_file', find]]) };
});

/** The value that an answer carries; fails when it carries it in any other way than once, as text. */
function valueOf(result: JsonObject): JsonObject {
  expect(Object.keys(result)).toEqual(['content']);
  const content = result['content'] as { type: string; text: string }[];
  expect(content).toHaveLength(1);
  return JSON.parse(content[0]?.text ?? '') as JsonObject;
}

function failureOf(act: () => unknown): { code: string; message: string; data: object } {
  try {
    act();
  } catch (error) {
    if (error instanceof NamedError) return { code: error.code, message: error.message, data: error.data };
    throw error;
  }
  throw new Error('It did not fail.');
}

describe('search_tools', () => {
  it('answers with ranked names, servers, summaries and risks, and how many more there are', () => {
    const { matches, total, leftOut } = valueOf(searchTools({ query: 'save text to disk', limit: 1 }, view, parts));
    expect(matches).toEqual([
      {
        name: 'filesystem.write_file',
        server: 'filesystem',
        summary: 'Create a new file or completely overwrite an existing file with new content.',
        risk: 'write',
      },
    ]);
    expect(leftOut).toContain(`${Number(total) - 1} more match: raise limit (now 1, at most 50) or say more`);
  });

  it('shows eight without a limit', () => {
    expect(valueOf(searchTools({ query: '' }, view, parts))['matches']).toHaveLength(8);
  });

  it('tells of a server whose tools are not known, instead of starting it', () => {
    expect(valueOf(searchTools({ query: 'file' }, view, parts))['leftOut']).toContainEqual(expect.stringContaining('server newcomer'));
  });

  it('finds no tool of a server that the app may not use, and none that is hidden', () => {
    const found = JSON.stringify([
      valueOf(searchTools({ query: 'delete a file for ever', limit: 50 }, view, parts)),
      valueOf(searchTools({ query: 'environment', limit: 50 }, view, parts)),
    ]);
    expect(found).not.toContain('secret.');
    expect(found).not.toContain('everything.get-env');
  });

  it('says what to try when nothing matches, with the servers and the nearest names', () => {
    const { matches, hint } = valueOf(searchTools({ query: 'readtextfile' }, view, parts));
    expect(matches).toEqual([]);
    expect(hint).toMatch(/filesystem\.read_text_file.*Searched: filesystem, everything, newcomer\./);
  });

  it.each([
    [{}, /query/],
    [{ query: 5 }, /query/],
    [{ query: 'a', limit: 0 }, /limit/],
    [{ query: 'a', limit: 51 }, /limit.*50/],
    [{ query: 'a', limit: 1.5 }, /limit/],
    [{ query: 'a', limt: 5 }, /did you mean "limit"\?/],
    [{ query: 'a', server: 'secret' }, /this app may use filesystem, everything, newcomer/],
  ])('refuses %j with a sentence that helps', (given, sentence) => {
    const failure = failureOf(() => searchTools(given, view, parts));
    expect(failure.code).toBe('invalid_arguments');
    expect(failure.message).toMatch(sentence);
  });
});

describe('describe_tool', () => {
  it('gives the whole definition with server and risk, by either name', () => {
    const byQualified = valueOf(describeTool({ name: 'filesystem.read_text_file' }, view, parts));
    expect(byQualified).toEqual(valueOf(describeTool({ name: 'filesystem_read_text_file' }, view, parts)));
    expect(byQualified).toMatchObject({
      ...catalog.find('filesystem.read_text_file')?.definition,
      name: 'filesystem.read_text_file',
      server: 'filesystem',
      risk: 'read',
    });
  });

  it('gives several at once and tells which are not there', () => {
    const { tools } = valueOf(describeTool({ names: ['everything.echo', 'everything.ecko', 'secret.delete_file'] }, view, parts)) as {
      tools: JsonObject[];
    };
    expect(tools.map(({ name, error }) => [name, error])).toEqual([
      ['everything.echo', undefined],
      ['everything.ecko', 'tool_not_found'],
      ['secret.delete_file', 'not_visible'],
    ]);
  });

  it('names the nearest tools for a name that is wrong, but none that the app may not see', () => {
    const failure = failureOf(() => describeTool({ name: 'everything.get_enw' }, view, parts));
    expect(failure).toMatchObject({ code: 'tool_not_found', data: { nearest: expect.not.arrayContaining(['everything.get-env']) } });
    expect(failureOf(() => describeTool({ name: 'filesystem.raed_file' }, view, parts)).message).toContain('filesystem.read_file');
  });

  it('treats a hidden tool as one that does not exist', () => {
    expect(failureOf(() => describeTool({ name: 'everything.get-env' }, view, parts)).code).toBe('tool_not_found');
  });

  it.each([[{}], [{ name: 'a', names: ['b'] }], [{ names: [] }], [{ names: 'a' }]])('refuses %j', (given) => {
    expect(failureOf(() => describeTool(given, view, parts)).code).toBe('invalid_arguments');
  });
});
