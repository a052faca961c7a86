/** One place of a text that becomes another; everything around it stays as it is, to the byte. */
export interface Splice {
  readonly offset: number;
  readonly length: number;
  readonly content: string;
}

export function insertion(offset: number, content: string): Splice {
  return { offset, length: 0, content };
}

export function deletion(start: number, end: number): Splice {
  return { offset: start, length: end - start, content: '' };
}

/** The splices refer to the text as it is and don't overlap; those at one offset apply in the order given. */
export function spliced(text: string, splices: readonly Splice[]): string {
  let made = '';
  let done = 0;
  for (const { offset, length, content } of splices.toSorted((a, b) => a.offset - b.offset)) {
    made += text.slice(done, offset) + content;
    done = offset + length;
  }
  return made + text.slice(done);
}
