/** Templates and URIs beyond these bounds match nothing: both come from strangers. In characters, and in expressions of one template. */
const maxLength = 4_096;
const maxParts = 64;

type Part = string | Wildcard;

interface Wildcard {
  /** What no character of it may be. */
  readonly stops: string;
  readonly mayBeEmpty: boolean;
}

/** By the operator of an expression (RFC 6570, section 2.2). */
const wildcards: Readonly<Record<string, Wildcard>> = {
  '': { stops: '/', mayBeEmpty: false },
  '+': { stops: '', mayBeEmpty: false },
  '#': { stops: '', mayBeEmpty: true },
  '.': { stops: '/', mayBeEmpty: true },
  '/': { stops: '', mayBeEmpty: true },
  ';': { stops: '/', mayBeEmpty: true },
  '?': { stops: '', mayBeEmpty: true },
  '&': { stops: '', mayBeEmpty: true },
};

/** Whether a URI may have been made from a URI template: never too strict, and in time proportional to the length of both. */
export class UriTemplate {
  readonly #parts: readonly Part[] | null;

  constructor(template: string) {
    this.#parts = template.length > maxLength ? null : partsOf(template);
  }

  matches(uri: string): boolean {
    const parts = this.#parts;
    if (parts === null || uri.length > maxLength) return false;
    const [first] = parts;
    if (typeof first === 'string' && !uri.startsWith(first)) return false;
    const ends = parts.reduce<ReadonlySet<number>>((starts, part) => after(part, uri, starts), new Set([0]));
    return ends.has(uri.length);
  }
}

/** Null where the template is none that we read: it has no expression, or too many. */
function partsOf(template: string): readonly Part[] | null {
  const parts = template.split(/(\{[^{}]*\})/).filter((part) => part !== '');
  if (parts.length > maxParts || !parts.some(isExpression)) return null;
  return parts.map((part) => (isExpression(part) ? (wildcards[/^\{([+#./;?&]?)/.exec(part)?.[1] ?? ''] ?? part) : part));
}

function isExpression(part: string): boolean {
  return part.startsWith('{') && part.endsWith('}');
}

/** Every place at which the part may end when it begins at one of these. */
function after(part: Part, uri: string, starts: ReadonlySet<number>): ReadonlySet<number> {
  if (typeof part === 'string')
    return new Set([...starts].filter((start) => uri.startsWith(part, start)).map((start) => start + part.length));
  const ends = new Set<number>();
  let isOpen = false;
  for (let place = 0; place <= uri.length; place += 1) {
    if (isOpen || (part.mayBeEmpty && starts.has(place))) ends.add(place);
    isOpen = (isOpen || starts.has(place)) && !part.stops.includes(uri.charAt(place));
  }
  return ends;
}
