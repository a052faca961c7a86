import { isAlias, isMap, isScalar, isSeq, type Node, type Pair, type YAMLMap, type YAMLSeq } from 'yaml';
import { faultAt } from './config-fault.ts';
import { behindBreak, lineEnd, lineStart, ownIndent } from './position.ts';
import { nodeOrNull, type YamlMember, yamlMembers } from './read-yaml.ts';

export type Collection = YAMLMap | YAMLSeq;

/** How far the key path goes in a file. */
export interface YamlPlace {
  /** The innermost mapping on the path; null in a file without content. */
  readonly map: YAMLMap | null;
  /** The member that holds the container. */
  readonly holder: YamlMember | null;
  /** What the holder holds; null where it is empty or missing. */
  readonly container: Collection | null;
  /** Keys that don't exist yet. */
  readonly missing: readonly string[];
}

/** @throws ConfigFault where the path leads through something else than mappings, or ends in something else than `isContainer` says. */
export function yamlPlace(text: string, root: Node | null, keyPath: readonly string[], isContainer: (node: Node) => boolean): YamlPlace {
  const { node, ...way } = wayTo(text, root, keyPath);
  if (node === null) return { ...way, container: null };
  const container = isMap(node) || isSeq(node) ? node : null;
  if (container === null || !isContainer(container)) throw faultAt(text, startOf(node), `${keyPath.join('.')} ${wrong(node)}`);
  return { ...way, container };
}

interface Way {
  readonly map: YAMLMap | null;
  readonly holder: YamlMember | null;
  readonly node: Node | null;
  readonly missing: readonly string[];
}

function wayTo(text: string, root: Node | null, keyPath: readonly string[]): Way {
  let way: Way = { map: null, holder: null, node: unlessEmpty(root), missing: keyPath };
  while (way.node !== null && way.missing.length > 0) {
    const [key, ...missing] = way.missing;
    const map = mappingAt(text, way.node, keyPath.slice(0, -way.missing.length));
    const holder = yamlMembers(map).find(({ name }) => name === key) ?? null;
    if (holder === null) return { ...way, map, holder, node: null };
    way = { map, holder, node: unlessEmpty(holder.value), missing };
  }
  return way;
}

function mappingAt(text: string, node: Node, path: readonly string[]): YAMLMap {
  if (isMap(node)) return node;
  throw faultAt(text, startOf(node), `${path.length === 0 ? 'The file' : path.join('.')} ${wrong(node)}`);
}

/** Nothing, `~`, `null`: as good as a key without a value. */
function unlessEmpty(node: Node | null): Node | null {
  return isScalar(node) && node.value === null ? null : node;
}

function wrong(node: Node): string {
  return isAlias(node)
    ? 'is only a reference to another place: write its servers out.'
    : "doesn't hold servers in the way that the app reads them.";
}

export function startOf(node: Node): number {
  return node.range?.[0] ?? 0;
}

/** Behind the last character that belongs to the node, without comments that follow. */
export function endOf(node: Node): number {
  return lastIn(node).range?.[1] ?? 0;
}

/** Whether the node ends in a text that takes every empty line below it for its own (`|+`). */
export function keepsBlanks(node: Node): boolean {
  const last = lastIn(node);
  const token = isScalar(last) ? last.srcToken : undefined;
  return token?.type === 'block-scalar' && token.props.some((prop) => prop.type === 'block-scalar-header' && prop.source.includes('+'));
}

function lastIn(node: Node): Node {
  const items: readonly unknown[] = (isMap(node) || isSeq(node)) && node.flow !== true ? node.items : [];
  const last = items.at(-1);
  const inner = isPairLike(last) ? (nodeOrNull(last.value) ?? nodeOrNull(last.key)) : nodeOrNull(last);
  return inner === null ? node : lastIn(inner);
}

function isPairLike(item: unknown): item is Pair {
  return typeof item === 'object' && item !== null && 'key' in item && 'value' in item;
}

export interface Lines {
  readonly start: number;
  /** Behind the line break, or at the end of the file. */
  readonly end: number;
}

/**
 * The lines of an item of a block collection, with a comment behind its last value. `start`: of its key or dash.
 * @throws ConfigFault where it shares its first line with something else.
 */
export function linesOf(text: string, start: number, end: number): Lines {
  if (ownIndent(text, start) === null) throw faultAt(text, start, 'This shares its line with something else: put it on a line of its own.');
  const isAtBreak = end > start && behindBreak(text, end - 1) === end;
  return { start: lineStart(text, start), end: isAtBreak ? end : behindBreak(text, lineEnd(text, end)) };
}
