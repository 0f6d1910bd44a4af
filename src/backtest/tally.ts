import type { Weekday } from '../calendar.ts';

/** Kinds of counts of a backtest. */
export const COUNT_KINDS = {
  order: 'an order that was read',
  card: 'a card',
  'not-shown': 'a finding that this hook does not show',
  unknown: 'no finding, since something is unknown',
  unchecked: 'a card or finding beside which something is unknown',
  missed: 'words or codes of a policy, and no card',
  changed: 'another answer by the other knowledge',
} as const;
export type CountKind = keyof typeof COUNT_KINDS;

/** Month of an order without a date. */
export const UNDATED = 'undated';

/** Members that orders are counted by. An empty text stands for what does not apply. */
export interface Key {
  readonly kind: CountKind;
  /** YYYY-MM of the order, or UNDATED. */
  readonly month: string;
  /** Weekday of the order; empty for one without a date, and for the orders that were read. */
  readonly weekday: Weekday | '';
  readonly policy: string;
  readonly version: string;
  /** The action of the policy that answered; of what has changed, both answers. */
  readonly finding: string;
  readonly payer: string;
  /** The name of the policy that the words hold. */
  readonly name: string;
  /** Reason: the cause of an unknown, or the evidence against a missed order. */
  readonly reason: string;
}

/** Columns of what was found, in the lists of counts and of single orders. */
export const FOUND_COLUMNS = ['kind', 'policy', 'version', 'finding', 'payer', 'name', 'reason'] as const;

/** A count of orders. */
export interface OrderCount extends Key {
  readonly orders: number;
}

/** A text of orders under a key without month, version and payer. */
interface TextCount extends Pick<Key, 'kind' | 'policy' | 'finding' | 'name' | 'reason'> {
  readonly text: string;
  readonly orders: number;
}

/** Counts and texts, as they go from thread to thread. */
export interface Counts {
  readonly counts: readonly OrderCount[];
  readonly texts: readonly TextCount[];
}

const NOTHING = { weekday: '', policy: '', version: '', finding: '', payer: '', name: '', reason: '' } as const;
/** Different texts that are kept; of an endless number the first. */
const MOST_TEXTS = 20_000;
const LONGEST_TEXT = 300;

const keyOf = (values: readonly unknown[]) => JSON.stringify(values);

/** Adds up counts of orders. Its size depends on how many policies, findings, payers and months there are. */
export class Tally {
  readonly #counts = new Map<string, OrderCount>();
  readonly #texts = new Map<string, TextCount>();

  /** Counts orders, and their text where it is given. */
  add(part: Partial<Key> & Pick<Key, 'kind' | 'month'>, text?: string, orders = 1): void {
    this.#addCount({ ...NOTHING, ...part, orders });
    const { kind, policy, finding, name, reason } = { ...NOTHING, ...part };
    if (text !== undefined)
      this.#addText({ kind, policy, finding, name, reason, text: text.slice(0, LONGEST_TEXT), orders });
  }

  merge({ counts, texts }: Counts): void {
    for (const count of counts) this.#addCount(count);
    for (const text of texts) this.#addText(text);
  }

  #addCount(count: OrderCount): void {
    const { kind, month, weekday, policy, version, finding, payer, name, reason, orders } = count;
    const key = keyOf([kind, month, weekday, policy, version, finding, payer, name, reason]);
    this.#counts.set(key, { ...count, orders: orders + (this.#counts.get(key)?.orders ?? 0) });
  }

  #addText(count: TextCount): void {
    const { kind, policy, finding, name, reason, text, orders } = count;
    const key = keyOf([kind, policy, finding, name, reason, text]);
    const before = this.#texts.get(key);
    if (before || this.#texts.size < MOST_TEXTS)
      this.#texts.set(key, { ...count, orders: orders + (before?.orders ?? 0) });
  }

  /** All counts in a fixed order; of the texts the most frequent first. */
  sums(): Counts {
    const sorted = <V>(map: ReadonlyMap<string, V>) =>
      [...map].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, v]) => v);
    return { counts: sorted(this.#counts), texts: sorted(this.#texts).toSorted((a, b) => b.orders - a.orders) };
  }
}
