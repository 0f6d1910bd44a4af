import type { Mention } from './mentions.ts';

/** Describes a mention for a person: "counts", "historical by "hx" (history, looked on)", what was spent on what. */
export function verdictOf({ inContext, assertion, cancelled }: Mention): string {
  if (cancelled?.why === 'without') return `cancelled by "${cancelled.words}" (without)`;
  if (cancelled) return `does not count: "${cancelled.words}" belongs to another noun`;
  if (assertion) return `${assertion.category} by "${assertion.words}" (${assertion.group}, ${assertion.how})`;
  return inContext ? 'counts' : 'lacks its context';
}

/** Describes the triggers and cancelling words that did not apply, and why. */
export function asidesOf({ spent, passedOver }: Mention): readonly string[] {
  return [
    ...spent.map(({ words, group, on }) => `"${words}" (${group}) was spent on "${on}"`),
    ...passedOver.map(({ words, belongsTo }) => `"${words}" did not count, it belongs to "${belongsTo}"`),
  ];
}

/** A mention and how it was read, in one line. The text holds the client's words: not for logs. */
export function describeMention(mention: Mention): string {
  const { name, words } = mention;
  const system = name.system.split('/').at(-1);
  return (
    [`"${words}" is ${name.display} (${system})`, verdictOf(mention)].join(', ') +
    asidesOf(mention)
      .map((aside) => `; ${aside}`)
      .join('')
  );
}
