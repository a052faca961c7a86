import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { root } from './cruise.ts';

export interface SourceFile {
  /** From the project's root, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

/** The TypeScript below these folders of the project. */
export function sourceFiles(...folders: readonly string[]): SourceFile[] {
  return folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.tsx?$/.test(name))
      .map((name) => ({ path: `${folder}/${name.replaceAll('\\', '/')}`, text: readFileSync(join(root, folder, name), 'utf8') })),
  );
}

/** Every node of a file, parents first. */
export function nodesOf({ path, text }: SourceFile): { node: ts.Node; tree: ts.SourceFile }[] {
  const tree = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const nodes: { node: ts.Node; tree: ts.SourceFile }[] = [];
  const visit = (node: ts.Node): void => {
    nodes.push({ node, tree });
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return nodes;
}

export function lineOf(node: ts.Node, tree: ts.SourceFile): number {
  return tree.getLineAndCharacterOfPosition(node.getStart(tree)).line;
}

/** Lines from the first to the last of a node. */
export function lengthOf(node: ts.Node, tree: ts.SourceFile): number {
  return tree.getLineAndCharacterOfPosition(node.getEnd()).line - lineOf(node, tree) + 1;
}

/** Lines that hold nothing but a comment, by number from 0. */
export function commentLines({ text }: SourceFile): Set<number> {
  const lines = new Set<number>();
  let inBlock = false;
  text.split('\n').forEach((line, number) => {
    const trimmed = line.trim();
    if (inBlock || trimmed.startsWith('//') || trimmed.startsWith('/*') || trimmed.startsWith('{/*')) lines.add(number);
    if (trimmed.startsWith('/*')) inBlock = true;
    if (trimmed.includes('*/')) inBlock = false;
  });
  return lines;
}
