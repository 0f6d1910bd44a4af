import { memoizeWeakly } from '../../matching/memoize.ts';
import { fold } from '../../matching/tokenize.ts';
import type { Knowledge } from '../../policies/knowledge.ts';
import { codeRows, nameRows } from '../policy/content.ts';

/** A code or a name that can be put into an order. */
interface Term {
  readonly kind: 'code' | 'name';
  /** Value for the input field: `system code`, or the name. */
  readonly value: string;
  readonly label: string;
  /** Title of the policy it belongs to, and what it does there. */
  readonly of: string;
}

const MOST = 12;

/** The terms of the knowledge in force; made once for each. */
const termsOf = memoizeWeakly((knowledge: Knowledge): readonly (Term & { readonly folded: string })[] => {
  const terms = knowledge.policies.flatMap((policy): readonly Term[] => [
    ...codeRows(policy, knowledge)
      .filter(({ isOfOrder, code }) => isOfOrder && code !== undefined)
      .map(
        ({ system, code = '', display, strength }): Term => ({
          kind: 'code',
          value: `${system} ${code}`,
          label: display,
          of: `${policy.title}: ${strength}`,
        }),
      ),
    ...nameRows(policy, knowledge)
      .filter(({ isOfOrder }) => isOfOrder)
      .map(({ display, role }): Term => ({ kind: 'name', value: display, label: '', of: `${policy.title}: ${role}` })),
  ]);
  const unique = new Map(terms.map((term) => [`${term.value} ${term.of}`, term]));
  return [...unique.values()].map((term) => ({ ...term, folded: fold(`${term.value} ${term.label} ${term.of}`) }));
});

/** The codes and names of the policies that hold all words of a query; those that begin with it come first. */
export function termsLike(query: string, knowledge: Knowledge): readonly Term[] {
  const words = fold(query.slice(0, 100))
    .split(/\s+/)
    .filter((word) => word !== '');
  if (words.length === 0) return [];
  const begins = ({ folded }: { readonly folded: string }) =>
    folded.includes(` ${words[0]}`) || folded.startsWith(words[0] ?? '') ? 0 : 1;
  return termsOf(knowledge)
    .filter(({ folded }) => words.every((word) => folded.includes(word)))
    .toSorted((a, b) => begins(a) - begins(b))
    .slice(0, MOST)
    .map(({ kind, value, label, of }) => ({ kind, value, label, of }));
}
