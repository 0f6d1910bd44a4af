import type { LoadedKnowledge } from '../policies/load.ts';
import type { ExpectedWeek } from './expected-week.ts';
import { BUNDLE } from './export-files.ts';
import type { Backtest } from './run-stages.ts';
import type { CountKind, Key, OrderCount } from './tally.ts';

/** A policy, as the report names it. */
interface PolicyName {
  readonly id: string;
  readonly version: string;
  readonly title: string;
  /** Titles of its findings by their ids. */
  readonly findings: Readonly<Record<string, string>>;
}

/** Names of the payers by their ids. */
export function payerNames({ payers }: LoadedKnowledge): Readonly<Record<string, string>> {
  return Object.fromEntries(payers.map(({ id, name }) => [id, name]));
}

/** The site and the knowledge that the orders were judged by, and when. */
export interface About {
  /** Time of the report, as an instant in UTC. */
  readonly made: string;
  readonly site: string;
  readonly timeZone: string;
  /** Content hash of the knowledge. */
  readonly knowledge: string;
  /** Content hash of the other knowledge whose answers were compared. */
  readonly against: string | undefined;
  readonly policies: readonly PolicyName[];
  /** Names of the payers by their ids. */
  readonly payers: Readonly<Record<string, string>>;
}

/** Time and memory that the backtest took. */
export interface Effort {
  readonly threads: number;
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly ordersPerSecond: number;
  readonly peakMegabytes: number;
}

/** A backtest as it is reported, in JSON with these names. */
export interface BacktestReport extends Backtest {
  readonly about: About;
  readonly effort: Effort;
  /** The orders that may be expected in a week, by policy. */
  readonly expected: Readonly<Record<string, ExpectedWeek>>;
  /** Cards a week by policy: for `expectedCards` in a site's file. */
  readonly expectedCards: Readonly<Record<string, number>>;
}

/** The policies of the knowledge, drafts aside. */
export function policyNames({ policies }: LoadedKnowledge): readonly PolicyName[] {
  return policies
    .filter(({ isActive }) => isActive)
    .map(({ id, version, title, actions }) => ({
      id,
      version,
      title,
      findings: Object.fromEntries(actions.map((action) => [action.id, action.title])),
    }));
}

/** Number of orders under these kinds. */
export function countOrders(counts: readonly OrderCount[], ...kinds: readonly CountKind[]): number {
  return counts.reduce((sum, { kind, orders }) => (kinds.includes(kind) ? sum + orders : sum), 0);
}

/** The orders that were read, by the reason for which they were not judged; an empty text where there is none. */
export function ordersRead(counts: readonly OrderCount[]): ReadonlyMap<string, number> {
  return new Map(summedBy(counts, ['order'], ['reason']).map(({ reason, orders }) => [reason, orders]));
}

/** The files that were left out, with the types they begin with. */
export function filesLeftOut({ files }: Backtest['read']): readonly string[] {
  const tell = (type: string) => (type === BUNDLE ? `${type}: write its resources one a line` : type);
  return files
    .filter(({ isRead }) => !isRead)
    .map(({ file, types }) => (types.length === 0 ? file : `${file} (${types.map(tell).join(', ')})`));
}

/** Counts of one kind, added up over all members but these; the most frequent first. */
export function summedBy<M extends keyof Key>(
  counts: readonly OrderCount[],
  kinds: readonly CountKind[],
  members: readonly M[],
): readonly (Pick<Key, M> & { readonly orders: number })[] {
  const chosen = counts.filter(({ kind }) => kinds.includes(kind));
  const groups = Map.groupBy(chosen, (count) => JSON.stringify(members.map((member) => count[member])));
  return [...groups.values()]
    .flatMap((group) => {
      const [first] = group;
      return first ? [{ ...first, orders: group.reduce((sum, { orders }) => sum + orders, 0) }] : [];
    })
    .toSorted((a, b) => b.orders - a.orders);
}

/** The months of orders, in order; those without a date last. */
export function monthsOf(counts: readonly OrderCount[]): readonly string[] {
  return [...new Set(counts.map(({ month }) => month))].toSorted();
}
