import { type Document, isAlias, isMap, isScalar, type Node, type Pair, parseDocument, visit, type YAMLMap } from 'yaml';
import { faultAt, tooDeep } from './config-fault.ts';

/** By the library's code. Its own words quote the file, which may hold secrets. */
const sentences: Readonly<Record<string, string>> = {
  BAD_ALIAS: 'Text that begins with * stands in quotes.',
  BAD_DQ_ESCAPE: 'This text has a backslash that stands for nothing: put the text in single quotes.',
  BAD_INDENT: "This isn't indented as far as it has to be, or a closing bracket is missing.",
  BAD_SCALAR_START: 'Text that begins with this character stands in quotes.',
  BLOCK_AS_IMPLICIT_KEY: 'This belongs on a line of its own; text with a colon in it stands in quotes.',
  DUPLICATE_KEY: 'This name stands here for the second time: take one of the two out.',
  MISSING_CHAR: 'A colon, a comma, a bracket or a quote is missing here.',
  MULTILINE_IMPLICIT_KEY: 'A name and its colon are missing here.',
  MULTIPLE_DOCS: 'A second document begins here: the app reads one only.',
  RESOURCE_EXHAUSTION: tooDeep,
  TAB_AS_INDENT: 'A tab stands where spaces belong.',
  TAG_RESOLVE_FAILED: 'Text that begins with ! stands in quotes.',
  UNEXPECTED_TOKEN: "This doesn't belong here: text with special characters in it stands in quotes.",
};

const mostAliases = 1000;

/** @throws ConfigFault. */
export function readYamlDocument(text: string): Document.Parsed {
  const document = parseDocument(text, { keepSourceTokens: true, prettyErrors: false, merge: true });
  const [first] = document.errors.toSorted((a, b) => a.pos[0] - b.pos[0]);
  if (first !== undefined)
    throw faultAt(text, first.pos[0], `This is not valid YAML. ${sentences[first.code] ?? "This doesn't belong here."}`);
  let aliases = 0;
  visit(document, {
    Alias: (_, alias) => {
      aliases += 1;
      // The library looks for each from the top of the file.
      if (aliases > mostAliases)
        throw faultAt(text, alias.range?.[0] ?? 0, 'The file refers to other places of itself too often: write this out.');
      if (alias.resolve(document) !== undefined) return;
      throw faultAt(text, alias.range?.[0] ?? 0, "This refers to an anchor that isn't there: text that begins with * stands in quotes.");
    },
  });
  return document;
}

/** As plain values, aliases resolved up to a sane number. @throws ConfigFault. */
export function plainYaml(text: string, document: Document.Parsed, node: Node | null): unknown {
  try {
    return node?.toJS(document, { maxAliasCount: 100 }) ?? null;
  } catch {
    // The library's reason may quote the file.
    throw faultAt(text, node?.range?.[0] ?? 0, "What is referred to here can't be read: write it out.");
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
