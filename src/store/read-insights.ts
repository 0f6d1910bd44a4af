import { createInsightBuilder, type Insights } from '../records/insight-rows.ts';
import type { Count } from '../records/roll-up.ts';
import { weekOf } from '../records/statistics.ts';
import { daysAfter, weeksOf, withinKept } from './span.ts';
import type { Days, ReadableStore } from './store.ts';

/**
 * Aggregates the calls of a span of days, with the feedback on their cards up to the present. Reads week by week, so that others
 * are answered in between, and no further once the signal is given. Rejects with StoreError, or the signal's reason.
 */
export async function readInsights(
  store: Pick<ReadableStore, 'countsIn'>,
  asked: Days,
  now: number,
  signal?: AbortSignal,
): Promise<Insights> {
  const days = withinKept(asked, now);
  const builder = createInsightBuilder();
  const arrived: Count[] = [];
  const read = async (week: Days) => {
    signal?.throwIfAborted();
    const counts = await store.countsIn(week);
    arrived.push(...counts.filter(({ what }) => what === 'reports'));
    return counts;
  };
  for (const week of weeksOf(days)) builder.addWeek(weekOf(week.from), await read(week));
  for (const week of weeksOf(daysAfter(days, now))) await read(week);
  return builder.build(arrived);
}
