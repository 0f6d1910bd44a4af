/**
 * Memoizes a pure function for so many keys at most, then drops them all and begins anew: a key that nobody has seen before costs
 * no more than the function itself.
 */
export function memoize<K, V>(most: number, ask: (key: K) => V): (key: K) => V {
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
