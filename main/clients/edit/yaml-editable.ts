import { type Document, isMap, isSeq, type Node, type YAMLMap } from 'yaml';
import { fieldsOf, type JsonRecord } from '../../lib/json-record.ts';
import { type Bracketed, itemAdded, itemRemoved } from './bracketed.ts';
import type { Editable } from './editable.ts';
import type { EntryPlace } from './place.ts';
import { beforeBreak, eolOf, lineEnd, ownIndent } from './position.ts';
import { plainYaml, readYamlDocument, yamlMembers } from './read-yaml.ts';
import { deletion, insertion, type Splice } from './splice.ts';
import { type YamlItem, yamlItems } from './yaml-items.ts';
import { type Collection, endOf, keepsBlanks, linesOf, startOf, type YamlPlace, yamlPlace } from './yaml-places.ts';
import { yamlFlow, yamlLines } from './yaml-text.ts';

/** @throws ConfigFault. See `Reader`. */
export function readYamlFile(text: string, place: EntryPlace): Editable {
  return new YamlEditable(text, readYamlDocument(text), place);
}

class YamlEditable implements Editable {
  readonly value: unknown;
  readonly entries: ReadonlyMap<string, unknown>;
  readonly missingKeys: number;
  readonly nameless: readonly unknown[];
  readonly #text: string;
  readonly #isList: boolean;
  readonly #place: YamlPlace;
  readonly #items: readonly YamlItem[];
  readonly #eol: string;
  readonly #unit: string;

  constructor(text: string, document: Document.Parsed, { keyPath, container }: EntryPlace) {
    this.#text = text;
    this.#isList = container === 'list-by-name';
    this.#place = yamlPlace(text, document.contents, keyPath, this.#isList ? isSeq : isMap);
    this.missingKeys = this.#place.missing.length;
    this.#items = yamlItems(text, document, this.#place.container);
    this.#eol = eolOf(text);
    this.#unit = unitOf(text);
    this.value = plainYaml(text, document, document.contents);
    this.nameless = this.#items.filter(({ name }) => name === null).map(({ value }) => value);
    this.entries = new Map(
      this.#items.flatMap(({ name, value }) => (name === null ? [] : [[name, this.#isList ? withoutName(value) : value] as const])),
    );
  }

  added(name: string, value: unknown): readonly Splice[] {
    const { container, holder, map, missing } = this.#place;
    if (container !== null) return this.#addedTo(container, name, value);
    const made = nested(missing, this.#isList ? [{ name, ...fieldsOf(value) }] : { [name]: value });
    if (map === null) return [this.#firstContent(yamlLines(made, this.#unit))];
    if (holder === null) return [...this.#addedKey(map, made)];
    return [...this.#writtenOut(holder.value), this.#below(holder.key, holder.key, yamlLines(made, this.#unit))];
  }

  replaced(name: string, value: unknown): readonly Splice[] {
    const item = this.#items.find((candidate) => candidate.name === name);
    if (item === undefined) return [];
    if (this.#place.container?.flow === true) return [{ ...deletion(item.start, item.end), content: this.#flow(name, value) }];
    const { start, end } = linesOf(this.#text, item.start, item.end);
    return [
      { ...deletion(start, beforeBreak(this.#text, end)), content: this.#block(this.#lines(name, value), this.#indentAt(item.start)) },
    ];
  }

  removed(name: string): readonly Splice[] {
    const index = this.#items.findIndex((candidate) => candidate.name === name);
    const item = this.#items[index];
    const { container, holder } = this.#place;
    if (item === undefined || container === null) return [];
    if (container.flow === true) return itemRemoved(this.#list(container, this.#items), index);
    const gone = this.#linesAt(index, item);
    if (container.items.length > 1 || holder === null) return [gone];
    return [insertion(behindColon(this.#text, holder.key), this.#isList ? ' []' : ' {}'), gone];
  }

  /** With the line break that set them apart, and the empty lines that the text above them would take. */
  #linesAt(index: number, item: YamlItem): Splice {
    const { start, end } = linesOf(this.#text, item.start, item.end);
    const isEnded = beforeBreak(this.#text, end) !== end;
    const above = this.#items[index - 1]?.node ?? null;
    const blanks = above !== null && keepsBlanks(above) ? behindBlanks(this.#text, end) : end;
    return deletion(isEnded ? start : beforeBreak(this.#text, start), blanks);
  }

  #addedTo(container: Collection, name: string, value: unknown): Splice[] {
    const { holder, map } = this.#place;
    const [first] = this.#items;
    if (container.flow !== true && first !== undefined)
      return [this.#behind(container, this.#lines(name, value), this.#indentAt(first.start))];
    const isBlank = /^.\s*.$/.test(this.#text.slice(startOf(container), endOf(container)));
    if (isBlank && holder !== null && map?.flow !== true) {
      return [...this.#writtenOut(container), this.#below(container, holder.key, this.#lines(name, value))];
    }
    return this.#intoFlow(container, this.#items, this.#flow(name, value));
  }

  #addedKey(map: YAMLMap, made: JsonRecord | readonly unknown[]): Splice[] {
    const members = yamlMembers(map);
    const [first] = members;
    const items = members.map(({ key, value }) => ({ start: startOf(key), end: endOf(value ?? key) }));
    if (map.flow === true || first === undefined) return this.#intoFlow(map, items, yamlFlow(made).slice(1, -1).trim());
    return [this.#behind(map, yamlLines(made, this.#unit), this.#indentAt(startOf(first.key)))];
  }

  #intoFlow(container: Collection, items: Bracketed['items'], printed: string): Splice[] {
    return itemAdded(this.#list(container, items), { eol: this.#eol, unit: this.#unit, opensUp: false, gap: ' ', print: () => printed });
  }

  #list(container: Collection, items: Bracketed['items']): Bracketed {
    return { text: this.#text, open: startOf(container) + 1, close: endOf(container) - 1, items, comment: /#[^\r\n]*/y };
  }

  #lines(name: string, value: unknown): string[] {
    return yamlLines(this.#isList ? [{ name, ...fieldsOf(value) }] : { [name]: value }, this.#unit);
  }

  #flow(name: string, value: unknown): string {
    return this.#isList
      ? yamlFlow({ name, ...fieldsOf(value) })
      : yamlFlow({ [name]: value })
          .slice(1, -1)
          .trim();
  }

  #block(lines: readonly string[], indent: string): string {
    return lines.map((line) => indent + line).join(this.#eol);
  }

  #indentAt(offset: number): string {
    return ownIndent(this.#text, offset) ?? '';
  }

  /** With the space that set it apart. A value that isn't written takes no place. */
  #writtenOut(node: Node | null): Splice[] {
    if (node === null || endOf(node) === startOf(node)) return [];
    return [deletion(this.#text.slice(0, startOf(node)).trimEnd().length, endOf(node))];
  }

  /** On the lines behind the last item. */
  #behind(collection: Collection, lines: readonly string[], indent: string): Splice {
    const { end } = linesOf(this.#text, startOf(collection), endOf(collection));
    const isEnded = beforeBreak(this.#text, end) !== end;
    const block = this.#block(lines, indent);
    return insertion(end, isEnded ? block + this.#eol : this.#eol + block);
  }

  /** On the lines behind the one where a node ends, a step deeper than the key. */
  #below(node: Node, key: Node, lines: readonly string[]): Splice {
    return insertion(lineEnd(this.#text, endOf(node)), this.#eol + this.#block(lines, this.#indentAt(startOf(key)) + this.#unit));
  }

  /** A file of white space is made anew; one of comments gets its content behind them. */
  #firstContent(lines: readonly string[]): Splice {
    const block = this.#block(lines, '');
    if (this.#text.trim() === '') return { offset: 0, length: this.#text.length, content: block + this.#eol };
    const isEnded = beforeBreak(this.#text, this.#text.length) !== this.#text.length;
    return insertion(this.#text.length, isEnded ? block + this.#eol : this.#eol + block);
  }
}

function behindBlanks(text: string, offset: number): number {
  const blanks = /(?:[ \t]*(?:\r\n|\r|\n))*/y;
  blanks.lastIndex = offset;
  return offset + (blanks.exec(text)?.[0].length ?? 0);
}

/** With the anchor and the tag of the value, if it has them on this line. */
function behindColon(text: string, key: Node): number {
  const marks = /:(?:[ \t]+[&!][^\s,[\]{}]*)*/g;
  marks.lastIndex = endOf(key);
  marks.exec(text);
  return marks.lastIndex;
}

/** The narrowest indentation in the file is one step. */
function unitOf(text: string): string {
  const [narrowest = '  '] = [...text.matchAll(/^( +)[^\s#]/gm)].map(([, indent = '']) => indent).toSorted((a, b) => a.length - b.length);
  return narrowest;
}

function nested(keys: readonly string[], value: JsonRecord | readonly unknown[]): JsonRecord | readonly unknown[] {
  return keys.reduceRight<JsonRecord | readonly unknown[]>((inner, key) => ({ [key]: inner }), value);
}

function withoutName(value: unknown): unknown {
  return Object.fromEntries(Object.entries(fieldsOf(value)).filter(([key]) => key !== 'name'));
}
