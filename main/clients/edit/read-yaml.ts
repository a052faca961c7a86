import { type Document, isAlias, isMap, isScalar, type Node, type Pair, parseDocument, visit, type YAMLMap } from 'yaml';
import { reasonOf } from '../../lib/thrown.ts';
import { faultAt } from './config-fault.ts';

/** @throws ConfigFault. */
export function readYamlDocument(text: string): Document.Parsed {
  const document = parseDocument(text, { keepSourceTokens: true, prettyErrors: false, merge: true });
  const [first] = document.errors.toSorted((a, b) => a.pos[0] - b.pos[0]);
  if (first !== undefined) throw faultAt(text, first.pos[0], `This is not valid YAML: ${first.message}.`);
  visit(document, {
    Alias: (_, alias) => {
      if (alias.resolve(document) === undefined) throw faultAt(text, alias.range?.[0] ?? 0, `There is no anchor called ${alias.source}.`);
    },
  });
  return document;
}

/** As plain values, aliases resolved up to a sane number. @throws ConfigFault. */
export function plainYaml(text: string, document: Document.Parsed, node: Node | null): unknown {
  try {
    return node?.toJS(document, { maxAliasCount: 100 }) ?? null;
  } catch (error) {
    throw faultAt(text, node?.range?.[0] ?? 0, `This can't be read: ${reasonOf(error)}.`);
  }
}

/** A key and what it holds; a value that isn't written is null. */
export interface YamlMember {
  readonly name: string;
  readonly pair: Pair;
  readonly key: Node;
  readonly value: Node | null;
}

export function yamlMembers(map: YAMLMap): YamlMember[] {
  return map.items.flatMap((pair) =>
    isScalar(pair.key) ? [{ name: String(pair.key.value), pair, key: pair.key, value: nodeOrNull(pair.value) }] : [],
  );
}

export function nodeOrNull(value: unknown): Node | null {
  return isMap(value) || isScalar(value) || isAlias(value) || isCollectionNode(value) ? value : null;
}

function isCollectionNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'items' in value && 'range' in value;
}
