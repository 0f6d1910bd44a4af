import { type Insights, insightsOf } from '../records/insight-rows.ts';
import type { Pseudonymizer } from '../records/pseudonymizer.ts';
import type { Span, Store } from './store.ts';

const DAY = 86_400_000;

/** What the calls of a span came to, with the feedback on their cards up to the present. Rejects if the store cannot be reached. */
export function readInsights(store: Store, span: Span, pseudonymizer: Pseudonymizer, now: number): Promise<Insights> {
  const toPresent = { from: span.from, to: new Date(now + DAY).toISOString() };
  return insightsOf(store.callsIn(span), store.feedbackIn(toPresent), pseudonymizer);
}
