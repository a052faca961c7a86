import { isAlias, isMap, isNode, isPair, isScalar, isSeq, LineCounter, parseDocument, visit, type Document, type Pair } from 'yaml';
import type { Fault } from './fault.ts';

/** A larger file is no configuration that a person wrote. */
const longestFile = 512 * 1024;

const mostFlaws = 50;

/** Something wrong at a character of the file. */
interface Flaw {
  readonly offset: number;
  readonly message: string;
}

/** config.yaml as YAML: plain values with a place for each. Nothing in it can grow when it is read: there are no aliases and no merges. */
export class YamlSource {
  readonly document: Document;
  readonly #lines = new LineCounter();
  readonly #file: string;

  constructor(text: string, file: string) {
    this.#file = file;
    const readable = text.length <= longestFile;
    // Duplicate keys are found below: the library compares every key with every other.
    this.document = parseDocument(readable ? text : '', {
      lineCounter: this.#lines,
      prettyErrors: false,
      stringKeys: true,
      uniqueKeys: false,
      merge: false,
    });
    this.faults = readable ? flawsOf(this.document).map((flaw) => this.#faultAt(flaw)) : [this.#faultAt(tooLong(text.length))];
  }

  /** Of the YAML itself; where there are any, its values can't be trusted. */
  readonly faults: readonly Fault[];

  value(): unknown {
    return this.document.toJS({ maxAliasCount: 0 });
  }

  /** At the value that a path leads to, or at its key; where there is none, at what would hold it. */
  faultIn(path: readonly PropertyKey[], message: string, at: 'key' | 'value'): Fault {
    return this.#faultAt({ offset: offsetOf(this.document.contents, path, at), message });
  }

  #faultAt({ offset, message }: Flaw): Fault {
    const { line, col } = this.#lines.linePos(offset);
    return { file: this.#file, line: Math.max(line, 1), column: Math.max(col, 1), message };
  }
}

function tooLong(length: number): Flaw {
  return { offset: 0, message: `the file is too long (${length} characters; at most ${longestFile} are read)` };
}

function flawsOf(document: Document): Flaw[] {
  const problems = [...document.errors, ...document.warnings];
  const deep = problems.find(({ code }) => code === 'RESOURCE_EXHAUSTION');
  if (deep !== undefined) return [{ offset: deep.pos[0], message: 'this is nested too deeply' }];
  if (problems.length > 0)
    return problems.slice(0, mostFlaws).map(({ code, message, pos }) => ({ offset: pos[0], message: sayable(code, message) }));
  return structureFlaws(document)
    .sort((a, b) => a.offset - b.offset)
    .slice(0, mostFlaws);
}

function sayable(code: string, message: string): string {
  if (code === 'MULTIPLE_DOCS') return 'this file must be one YAML document: take out the line `---`';
  return `this is no valid YAML: ${message}`;
}

function structureFlaws(document: Document): Flaw[] {
  const flaws: Flaw[] = [];
  const add = (node: unknown, message: string) => flaws.push({ offset: startOf(node), message });
  visit(document, {
    Node: (_key, node) => {
      if (isAlias(node)) add(node, 'aliases (`*name`) are not allowed: write the value out');
      else if (node.anchor !== undefined) add(node, 'anchors (`&name`) are not allowed: take it out');
      if (isMap(node)) for (const [key, message] of keyFlaws(node.items)) add(key, message);
    },
  });
  return flaws;
}

function* keyFlaws(pairs: readonly Pair[]): Generator<[unknown, string]> {
  const seen = new Set<string>();
  for (const { key } of pairs) {
    const name = keyName(key);
    if (name === '<<') yield [key, 'merge keys (`<<`) are not allowed: write the keys out'];
    else if (seen.has(name)) yield [key, `the key \`${name}\` stands here twice: take one out`];
    seen.add(name);
  }
}

function keyName(key: unknown): string {
  return String(isScalar(key) ? key.value : key);
}

function startOf(node: unknown): number {
  return isNode(node) ? (node.range?.[0] ?? 0) : 0;
}

function offsetOf(contents: unknown, path: readonly PropertyKey[], at: 'key' | 'value'): number {
  let found: { key: unknown; value: unknown } = { key: contents, value: contents };
  for (const segment of path) {
    const next = childOf(found.value, segment);
    if (next === undefined) return startOf(found.key);
    found = next;
  }
  return startOf(at === 'value' && isNode(found.value) ? found.value : found.key);
}

function childOf(node: unknown, segment: PropertyKey): { key: unknown; value: unknown } | undefined {
  if (isSeq(node)) {
    const item: unknown = node.items[Number(segment)];
    return item === undefined ? undefined : { key: item, value: item };
  }
  if (!isMap(node)) return undefined;
  const pair = node.items.find((item) => keyName(item.key) === String(segment));
  return isPair(pair) ? { key: pair.key, value: pair.value } : undefined;
}
