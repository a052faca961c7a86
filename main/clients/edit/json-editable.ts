import type { Node } from 'jsonc-parser';
import { type Bracketed, itemAdded, itemRemoved } from './bracketed.ts';
import { faultAt } from './config-fault.ts';
import type { Editable } from './editable.ts';
import type { EntryPlace } from './place.ts';
import { eolOf, indentOfLine, ownIndent } from './position.ts';
import { type Member, membersOf, readJsonTree, valueOf } from './read-json.ts';
import type { Splice } from './splice.ts';

const comment = () => /\/\/[^\r\n]*|\/\*[\s\S]*?\*\//y;

/** @throws ConfigFault. See `Reader`. */
export function readJsonFile(text: string, { keyPath, tolerance }: EntryPlace): Editable {
  return new JsonEditable(text, readJsonTree(text, tolerance), keyPath);
}

class JsonEditable implements Editable {
  readonly entries: ReadonlyMap<string, unknown>;
  readonly missingKeys: number;
  readonly nameless = [];
  readonly #text: string;
  readonly #keyPath: readonly string[];
  readonly #root: Node | undefined;
  /** The innermost object on the key path that exists, and the keys that are still missing below it. */
  readonly #place: { readonly object: Node; readonly missing: readonly string[] } | null;
  readonly #members: readonly Member[];
  readonly #style: Style;

  constructor(text: string, root: Node | undefined, keyPath: readonly string[]) {
    this.#text = text;
    this.#keyPath = keyPath;
    this.#root = root;
    this.#place = root === undefined ? null : placeIn(text, root, keyPath);
    this.missingKeys = (this.#place?.missing ?? keyPath).length;
    this.#members = this.#place?.missing.length === 0 ? membersOf(this.#place.object) : [];
    this.entries = new Map(this.#members.map(({ name, value }) => [name, valueOf(value)]));
    this.#style = styleOf(text, root);
  }

  get value(): unknown {
    return this.#root === undefined ? undefined : valueOf(this.#root);
  }

  added(name: string, value: unknown): readonly Splice[] {
    const { eol, unit } = this.#style;
    if (this.#place === null) return [this.#firstContent(nested([...this.#keyPath, name], value))];
    const [key, ...rest] = [...this.#place.missing, name];
    const made = nested(rest, value);
    return itemAdded(this.#list(this.#place.object), {
      eol,
      unit,
      opensUp: this.#style.isExpanded,
      gap: this.#style.colon === ':' ? '' : ' ',
      print: (indent) => JSON.stringify(key) + this.#style.colon + printed(made, this.#style, indent),
    });
  }

  replaced(name: string, value: unknown): readonly Splice[] {
    const member = this.#member(name);
    if (member === undefined) return [];
    const isAlone = ownIndent(this.#text, member.property.offset) !== null;
    const indent = isAlone ? indentOfLine(this.#text, member.property.offset) : null;
    return [{ offset: member.value.offset, length: member.value.length, content: printed(value, this.#style, indent) }];
  }

  removed(name: string): readonly Splice[] {
    const member = this.#member(name);
    if (member === undefined || this.#place === null) return [];
    return itemRemoved(this.#list(this.#place.object), this.#members.indexOf(member));
  }

  #member(name: string): Member | undefined {
    return this.#members.find((member) => member.name === name);
  }

  #list(object: Node): Bracketed {
    const items = (object.children ?? []).map(({ offset, length }) => ({ start: offset, end: offset + length }));
    return { text: this.#text, open: object.offset + 1, close: object.offset + object.length - 1, items, comment: comment() };
  }

  /** A file of white space is made anew; one of comments gets its object behind them. */
  #firstContent(value: unknown): Splice {
    const { eol } = this.#style;
    const kept = this.#text.trimEnd();
    const content = (kept === '' ? '' : eol) + printed(value, this.#style, '') + eol;
    return { offset: kept.length, length: this.#text.length - kept.length, content };
  }
}

/** @throws ConfigFault where a key on the path stands twice or holds no object. */
function placeIn(text: string, root: Node, keyPath: readonly string[]): { object: Node; missing: readonly string[] } {
  let object = root;
  for (const [depth, key] of [...keyPath, null].entries()) {
    const where = depth === 0 ? 'The file' : JSON.stringify(keyPath[depth - 1]);
    if (object.type !== 'object') throw faultAt(text, object.offset, `${where} holds something that isn't an object: make it { }.`);
    refuseTwins(text, object, key);
    const next = membersOf(object).find(({ name }) => name === key)?.value;
    if (key === null) break;
    if (next === undefined) return { object, missing: keyPath.slice(depth) };
    object = next;
  }
  return { object, missing: [] };
}

/** @param key the one that matters; null: all of them. */
function refuseTwins(text: string, object: Node, key: string | null): void {
  const seen = new Set<string>();
  for (const { name, property } of membersOf(object)) {
    if (seen.has(name) && (key === null || name === key)) {
      throw faultAt(text, property.offset, `${JSON.stringify(name)} stands here for the second time: take one of the two out.`);
    }
    seen.add(name);
  }
}

interface Style {
  readonly eol: string;
  readonly unit: string;
  readonly colon: ': ' | ':';
  /** Whether the file has its members on lines of their own. */
  readonly isExpanded: boolean;
}

function styleOf(text: string, root: Node | undefined): Style {
  const first = root?.children?.[0];
  const style: Style = { eol: eolOf(text), unit: '  ', colon: ': ', isExpanded: true };
  if (root === undefined || first?.colonOffset === undefined) return style;
  const behindColon = text[first.colonOffset + 1] ?? ' ';
  return {
    ...style,
    unit: ownIndent(text, first.offset) || style.unit,
    colon: /\S/.test(behindColon) ? ':' : ': ',
    isExpanded: /[\r\n]/.test(text.slice(root.offset, root.offset + root.length)),
  };
}

function printed(value: unknown, { eol, unit, colon }: Style, indent: string | null): string {
  if (indent !== null) return JSON.stringify(value, null, unit).replaceAll('\n', eol + indent);
  return colon === ':' ? JSON.stringify(value) : JSON.stringify(value, null, 1).replaceAll(/\n */g, ' ');
}

function nested(keys: readonly string[], value: unknown): unknown {
  return keys.reduceRight<unknown>((inner, key) => ({ [key]: inner }), value);
}
