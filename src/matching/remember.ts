/**
 * Remembers what a pure function said of each key, of so many keys at most; then it forgets them all and begins anew, so
 * that keys nobody has seen before cost no more than asking.
 */
export function remember<K, V>(most: number, ask: (key: K) => V): (key: K) => V {
  const known = new Map<K, { readonly value: V }>();
  return (key) => {
    const before = known.get(key);
    if (before) return before.value;
    const value = ask(key);
    if (known.size >= most) known.clear();
    known.set(key, { value });
    return value;
  };
}
