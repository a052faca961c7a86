import { describe, expect, it } from 'vitest';
import { addServerTo, editedYaml, removeServerFrom, setGuardIn } from '../../../main/settings/edit-yaml.ts';

const text = `# my settings
version: 1

servers:
  # the one for work
  git: {command: "npx", args: [-y, 'git-mcp']} # pinned on purpose
  memory:
    builtin: memory

profiles:
  default:
    servers: [git, memory]
    pinned:
    - git.log
    - memory.recall # first
`;

describe('an edit of config.yaml', () => {
  it('that adds a server changes nothing else', () => {
    const edited = editedYaml(text, (document) =>
      addServerTo(document, 'docs', { command: 'docs-mcp', args: ['--all'], env: { LEVEL: '1' }, cwd: '/srv' }),
    );
    const added = '  docs:\n    command: docs-mcp\n    args:\n    - --all\n    env:\n      LEVEL: "1"\n    cwd: /srv\n';
    expect(edited).toBe(text.replace('\nprofiles:', `${added}\nprofiles:`));
  });

  it('that adds a remote server says no more than was given', () => {
    const server = { url: 'https://docs.example/mcp', headers: { Authorization: 'Bearer a' }, args: [], env: {}, cwd: undefined };
    expect(editedYaml('version: 1\nservers:\n', (document) => addServerTo(document, 'docs', server))).toBe(
      'version: 1\nservers:\n  docs:\n    url: https://docs.example/mcp\n    headers:\n      Authorization: Bearer a\n',
    );
  });

  it('that removes a server takes it out of the profiles too', () => {
    const edited = editedYaml(text, (document) => removeServerFrom(document, 'git'));
    expect(edited).toContain('servers: [memory]');
    expect(edited).not.toContain('git');
    expect(edited).toContain('- memory.recall # first');
  });

  it('keeps the line ends of Windows and a wider indent', () => {
    const windows = 'version: 1\r\nservers:\r\n    a: { command: x }\r\n';
    expect(editedYaml(windows, (document) => addServerTo(document, 'b', { command: 'y' }))).toBe(
      `${windows}    b:\r\n        command: y\r\n`,
    );
  });

  it('finds a place where there is no section yet', () => {
    expect(editedYaml('version: 1\nservers:\n', (document) => addServerTo(document, 'a', { command: 'x' }))).toBe(
      'version: 1\nservers:\n  a:\n    command: x\n',
    );
  });

  it('refuses a name that is taken, and one that is not there', () => {
    expect(() => editedYaml(text, (document) => addServerTo(document, 'git', { command: 'x' }))).toThrow(
      'There is already a server called git',
    );
    expect(() => editedYaml(text, (document) => removeServerFrom(document, 'gone'))).toThrow('There is no server called gone');
  });
});

describe('what becomes of an entry that an app lost', () => {
  it.each([
    ['version: 1\n', 'version: 1\napps:\n  cursor:\n    guard: mend\n'],
    ['version: 1\napps:\n', 'version: 1\napps:\n  cursor:\n    guard: mend\n'],
    [
      'version: 1\napps:\n  # mine\n  cursor:\n    profile: small\n',
      'version: 1\napps:\n  # mine\n  cursor:\n    profile: small\n    guard: mend\n',
    ],
    ['version: 1\napps: { cursor: { guard: tell } }\n', 'version: 1\napps: { cursor: { guard: mend } }\n'],
  ])('is written beside what stands in %j', (before, after) => {
    expect(editedYaml(before, (document) => setGuardIn(document, 'cursor', 'mend'))).toBe(after);
  });
});
