import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from './cruise.ts';

const documents = [
  ...['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md'],
  ...readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name.replaceAll('\\', '/')}`),
];

const read = (document: string) => readFileSync(join(root, document), 'utf8');

/** Keeps only what stands between single backticks. */
const codeIn = (text: string) => [...text.matchAll(/`([^`\n]+)`/g)].map((match) => match[1] ?? '');

describe('the documents', () => {
  it.each(documents)('%s links only to what is there', (document) => {
    const targets = [...read(document).matchAll(/\]\(([^)#\s]+)[^)]*\)/g)].map((match) => match[1] ?? '');
    const files = targets.filter((target) => !/^[a-z]+:/.test(target));
    expect(files.filter((file) => !existsSync(join(root, dirname(document), file)))).toEqual([]);
  });

  it.each(documents)('%s names only files that are there', (document) => {
    const paths = codeIn(read(document)).filter((code) =>
      /^(contract|main|preload|renderer|tests|scripts|resources|docs)\/[\w./-]+$/.test(code),
    );
    expect(paths.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });

  it('name every npm script that they rely on', () => {
    // The manifest is ours.
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    const named = documents.flatMap((document) => [...read(document).matchAll(/npm run ([a-z0-9:]+)/g)].map((match) => match[1] ?? ''));
    expect(named.length).toBeGreaterThan(0);
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
    expect(Object.keys(scripts)).toEqual(expect.arrayContaining(['start', 'test']));
  });
});

describe('README.md', () => {
  it('gives the two commands of set-up', () => {
    expect(read('README.md')).toContain('npm ci && npm start');
    expect(read('README.md')).toContain('npm ci && npm test');
  });
});

describe('docs/architecture.md', () => {
  it('has a row for every folder of main/', () => {
    const folders = readdirSync(join(root, 'main'), { withFileTypes: true }).filter((entry) => entry.isDirectory());
    expect(folders.length).toBeGreaterThan(15);
    const text = read('docs/architecture.md');
    expect(folders.map(({ name }) => name).filter((name) => !text.includes(`| \`main/${name}/\``))).toEqual([]);
  });
});

describe('docs/adr', () => {
  const records = documents.filter((document) => document.startsWith('docs/adr/'));

  it('holds records of at most 40 lines with the four parts', () => {
    expect(records.length).toBeGreaterThan(5);
    for (const record of records) {
      expect(read(record).trimEnd().split('\n').length, record).toBeLessThanOrEqual(40);
      for (const part of ['Context.', 'Decision.', 'Consequences.', 'What would change our mind.'])
        expect(read(record), record).toContain(`**${part}**`);
    }
  });

  it('names every runtime dependency in the record of libraries', () => {
    // The manifest is ours.
    const { dependencies } = JSON.parse(read('package.json')) as { dependencies: Record<string, string> };
    const text = read('docs/adr/0008-libraries.md');
    expect(Object.keys(dependencies).filter((name) => !text.includes(`\`${name}\``))).toEqual([]);
  });
});
