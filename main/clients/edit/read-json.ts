import { type Node, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser';
import { faultAt } from './config-fault.ts';
import type { Tolerance } from './place.ts';

const sentences: Readonly<Record<string, string>> = {
  InvalidSymbol: 'This is no value that JSON knows. Text stands in double quotes.',
  InvalidNumberFormat: 'This is no number that JSON knows.',
  PropertyNameExpected: 'A name in double quotes is missing here.',
  ValueExpected: 'A value is missing here.',
  ColonExpected: 'A colon is missing here.',
  CommaExpected: 'A comma is missing here.',
  CloseBraceExpected: 'A closing } is missing here.',
  CloseBracketExpected: 'A closing ] is missing here.',
  EndOfFileExpected: 'The file should end here: take out what follows.',
  InvalidCommentToken: 'The app cannot read comments: take this one out.',
  UnexpectedEndOfComment: 'This comment has no end.',
  UnexpectedEndOfString: 'This text has no closing quote.',
  UnexpectedEndOfNumber: 'This number has no end.',
  InvalidUnicode: 'This is no valid \\u escape.',
  InvalidEscapeCharacter: 'This text has a backslash that stands for nothing: write \\\\ for a backslash.',
  InvalidCharacter: 'This text holds a control character: write it as an escape.',
};

/** The tree of a file of JSON with its offsets; undefined where there is nothing but white space and comments. @throws ConfigFault. */
export function readJsonTree(text: string, tolerance: Tolerance): Node | undefined {
  const errors: ParseError[] = [];
  const { comments, trailingCommas } = tolerance;
  const tree = parseTree(text, errors, { disallowComments: !comments, allowTrailingComma: trailingCommas, allowEmptyContent: true });
  const [first] = errors.toSorted((a, b) => a.offset - b.offset);
  if (first !== undefined) throw faultAt(text, first.offset, sentenceOf(text, first, tolerance));
  return tree;
}

function sentenceOf(text: string, { error, offset }: ParseError, { trailingCommas }: Tolerance): string {
  const kind = printParseErrorCode(error);
  const closes = /[}\]]/.test(text[offset] ?? '') && (kind === 'PropertyNameExpected' || kind === 'ValueExpected');
  if (closes && !trailingCommas && text.slice(0, offset).trimEnd().endsWith(',')) {
    return 'The app cannot read a comma before a closing bracket: take it out.';
  }
  return sentences[kind] ?? 'This is not valid JSON.';
}

/** As `JSON.parse` reads it, also a member that is called `__proto__`. */
export function valueOf(node: Node): unknown {
  if (node.type === 'array') return (node.children ?? []).map(valueOf);
  if (node.type !== 'object') return node.value;
  return Object.fromEntries(membersOf(node).map(({ name, value }) => [name, valueOf(value)]));
}

export interface Member {
  readonly name: string;
  readonly property: Node;
  readonly value: Node;
}

export function membersOf(object: Node): Member[] {
  return (object.children ?? []).flatMap((property) => {
    const [key, value] = property.children ?? [];
    return key === undefined || value === undefined ? [] : [{ name: String(key.value), property, value }];
  });
}
