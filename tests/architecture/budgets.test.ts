import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { root } from './cruise.ts';
import { commentLines, lengthOf, lineOf, nodesOf, type SourceFile, sourceFiles } from './source-files.ts';

const product = sourceFiles('contract', 'main', 'preload', 'renderer', 'scripts');

describe('the code of the product', () => {
  it('is there', () => {
    expect(product.length).toBeGreaterThan(50);
  });

  it('has functions with a median of at most 10 lines', () => {
    const lengths = product.flatMap(functionLengths).toSorted((a, b) => a - b);
    expect(lengths.length).toBeGreaterThan(100);
    expect(lengths[Math.floor(lengths.length / 2)]).toBeLessThanOrEqual(10);
  });

  it('has at most one line in ten that is a comment', () => {
    const lines = sum(product.map(({ text }) => text.split('\n').filter((line) => line.trim() !== '').length));
    expect(sum(product.map((file) => commentLines(file).size)) / lines).toBeLessThanOrEqual(0.1);
  });

  it('gives a reason in a comment wherever it asserts a type', () => {
    expect(product.flatMap(unexplainedAssertions)).toEqual([]);
  });

  it('re-exports nothing: there are no barrels', () => {
    expect(product.flatMap(reExports)).toEqual([]);
  });

  it('keeps no state in its modules, but for programs of one file', () => {
    const modules = sourceFiles('contract', 'main', 'renderer').filter(({ path }) => !path.endsWith('/main.ts'));
    expect(modules.flatMap(moduleVariables)).toEqual([]);
  });

  it('is named after nouns of the product', () => {
    const banned = /(Manager|Service|Helper|Util|Utils|Base|Impl)$/;
    const names = product.flatMap((file) =>
      nodesOf(file).flatMap(({ node }) => (ts.isClassDeclaration(node) || ts.isInterfaceDeclaration(node) ? [node.name?.text ?? ''] : [])),
    );
    expect(names.filter((name) => banned.test(name))).toEqual([]);
    expect(product.map(({ path }) => path).filter((path) => !/^[a-z0-9/.-]+$/.test(path))).toEqual([]);
  });

  it('depends on at most 30 packages at run time', () => {
    // The manifest is ours.
    const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { dependencies: Record<string, string> };
    expect(Object.keys(dependencies).length).toBeLessThanOrEqual(30);
  });
});

function functionLengths(file: SourceFile): number[] {
  return nodesOf(file).flatMap(({ node, tree }) => (ts.isFunctionLike(node) && 'body' in node && node.body ? [lengthOf(node, tree)] : []));
}

/** `as const` asserts nothing. A reason stands on the same line or in the comment above the statement. */
function unexplainedAssertions(file: SourceFile): string[] {
  const comments = commentLines(file);
  const lines = file.text.split('\n');
  return nodesOf(file).flatMap(({ node, tree }) => {
    if (!ts.isAsExpression(node) || node.type.getText(tree) === 'const') return [];
    const places = [node, ...ancestors(node).filter((parent) => ts.isStatement(parent) || ts.isClassElement(parent))];
    const explained = places.slice(0, 3).some((place) => comments.has(lineOf(place, tree) - 1));
    const line = lineOf(node, tree);
    return explained || lines[line]?.includes('//') || comments.has(line - 1) ? [] : [`${file.path}:${line + 1} ${node.getText(tree)}`];
  });
}

function ancestors(node: ts.Node): ts.Node[] {
  return node.parent === undefined ? [] : [node.parent, ...ancestors(node.parent)];
}

function reExports(file: SourceFile): string[] {
  return nodesOf(file).flatMap(({ node, tree }) =>
    ts.isExportDeclaration(node) && node.moduleSpecifier ? [`${file.path}: ${node.getText(tree)}`] : [],
  );
}

function moduleVariables(file: SourceFile): string[] {
  return nodesOf(file).flatMap(({ node, tree }) =>
    ts.isVariableStatement(node) && node.parent === tree && (node.declarationList.flags & ts.NodeFlags.Let) !== 0
      ? [`${file.path}: ${node.getText(tree)}`]
      : [],
  );
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
