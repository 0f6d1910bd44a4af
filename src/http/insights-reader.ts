import { bulkhead } from 'cockatiel';
import type { Request } from 'express';
import { RequestError, storeUnavailable } from '../errors.ts';
import type { Log } from '../log.ts';
import type { Insights } from '../records/insight-rows.ts';
import { daysOf } from '../store/span.ts';
import type { Days, Store } from '../store/store.ts';
import { storeErrorOf } from '../store/store-error.ts';

/** The insights of a span, `to` of which is exclusive. */
interface InsightsOf {
  readonly days: Days;
  readonly insights: Insights;
}

/** A span that was asked for: both YYYY-MM-DD, inclusive. */
interface AskedSpan {
  readonly from: unknown;
  readonly to: unknown;
}

/** Reads the insights of a span for the client of a request, or rejects with RequestError `invalid-request` or `store-unavailable`. */
export type ReadInsights = (request: Request, span: AskedSpan) => Promise<InsightsOf>;

/** Dependencies of reading insights. `now` is in milliseconds since 1970. */
interface InsightsReaderDeps {
  readonly store: Store;
  readonly log: Pick<Log, 'insightsUnread'>;
  readonly now: () => number;
}

/** Reads insights for one client after the other, and no further for a client that has gone. */
export function createInsightsReader({ store, log, now }: InsightsReaderDeps): ReadInsights {
  const turns = bulkhead(1, Number.POSITIVE_INFINITY);
  return async ({ socket }, { from, to }) => {
    const days = daysOf(from, to, now());
    if ('element' in days) throw new RequestError('invalid-request', [days]);
    const gone = new AbortController();
    const abort = () => gone.abort();
    socket.once('close', abort);
    try {
      const insights = await turns.execute(({ signal }) => store.insights(days, now(), signal), gone.signal);
      return { days, insights };
    } catch (error) {
      if (!gone.signal.aborted) log.insightsUnread(storeErrorOf(error));
      throw storeUnavailable();
    } finally {
      socket.off('close', abort);
    }
  };
}
