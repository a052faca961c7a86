import { type Document, isMap, type Node, type YAMLSeq } from 'yaml';
import { faultAt } from './config-fault.ts';
import { fieldsOf } from '../../lib/json-record.ts';
import { nodeOrNull, plainYaml, yamlMembers } from './read-yaml.ts';
import { type Collection, endOf, startOf } from './yaml-places.ts';

/** An item of the container where it stands. */
export interface YamlItem {
  /** Null for an item of a list that has none. */
  readonly name: string | null;
  /** Of its key, its dash, or in a flow collection of itself. */
  readonly start: number;
  readonly end: number;
  readonly node: Node | null;
  readonly value: unknown;
}

/** @throws ConfigFault where two items of a list have the same name. */
export function yamlItems(text: string, document: Document.Parsed, container: Collection | null): YamlItem[] {
  if (container === null) return [];
  if (!isMap(container)) return listItems(text, document, container);
  return yamlMembers(container).map(({ name, key, value }) => ({
    name,
    start: startOf(key),
    end: endOf(value ?? key),
    node: value,
    value: plainYaml(text, document, value),
  }));
}

function listItems(text: string, document: Document.Parsed, container: YAMLSeq): YamlItem[] {
  const dashes = dashesOf(container);
  const items = container.items.map((item, index) => {
    const node = nodeOrNull(item);
    const value = plainYaml(text, document, node);
    const { name } = fieldsOf(value);
    const start = dashes[index] ?? (node === null ? 0 : startOf(node));
    return { name: typeof name === 'string' ? name : null, start, end: node === null ? start + 1 : endOf(node), node, value };
  });
  for (const [index, { name, start }] of items.entries()) {
    if (name === null || items.findIndex((item) => item.name === name) === index) continue;
    throw faultAt(text, start, `There is a second server called ${name} here: take one of the two out.`);
  }
  return items;
}

/** Offsets; none in a flow sequence. */
function dashesOf({ srcToken }: YAMLSeq): (number | undefined)[] {
  if (srcToken?.type !== 'block-seq') return [];
  return srcToken.items.map(({ start }) => start.find(({ type }) => type === 'seq-item-ind')?.offset);
}
