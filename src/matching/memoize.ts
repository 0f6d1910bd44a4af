/** No code, word or short text is longer, in characters. */
const LONGEST_KEY = 1000;

/**
 * Memoizes a pure function for so many keys at most, then drops them all and begins anew: a key that nobody has seen before costs
 * no more than the function itself. A longer text than `longest` is not kept, since clients may send texts of any length.
 */
export function memoize<K, V>(most: number, ask: (key: K) => V, longest = LONGEST_KEY): (key: K) => V {
  const known = new Map<K, { readonly value: V }>();
  return (key) => {
    if (typeof key === 'string' && key.length > longest) return ask(key);
    const before = known.get(key);
    if (before) return before.value;
    const value = ask(key);
    if (known.size >= most) known.clear();
    known.set(key, { value });
    return value;
  };
}

/** Memoizes a pure function of objects, of each as long as it lives. */
export function memoizeWeakly<K extends object, V extends object | boolean>(ask: (key: K) => V): (key: K) => V {
  const known = new WeakMap<K, V>();
  return (key) => {
    const before = known.get(key);
    if (before !== undefined) return before;
    const value = ask(key);
    known.set(key, value);
    return value;
  };
}
