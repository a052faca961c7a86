/**
 * Where an object or list of a message keeps how it was spelled. A property and not a map from outside: it belongs to the value, needs no
 * owner and ends with it. It is hidden, so `JSON.stringify`, comparisons and copies don't see it: whatever is made anew from the value
 * has no source text, and can't be sent with an old one.
 */
const source: unique symbol = Symbol('source text');

/** The JSON text of the value without white space; undefined where `JSON.stringify` writes the very same text. */
export function sourceText(value: object): string | undefined {
  // Only keepSourceText sets this property, to a string.
  return (value as { readonly [source]?: string })[source];
}

/** From now on the value can't be changed, since its text would not follow. */
export function keepSourceText<Value extends object>(value: Value, text: string): Value {
  return Object.freeze(Object.defineProperty(value, source, { value: text }));
}
