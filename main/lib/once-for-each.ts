/** The same work, done once for each object and kept as long as that lives. For objects that don't change. */
export function onceForEach<Key extends object, Value extends string | object>(work: (of: Key) => Value): (of: Key) => Value {
  const done = new WeakMap<Key, Value>();
  return (of) => {
    const value = done.get(of) ?? work(of);
    done.set(of, value);
    return value;
  };
}
