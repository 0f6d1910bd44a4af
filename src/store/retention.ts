import { DAY, dayAt, HOUR } from '../calendar.ts';
import type { Store } from './store.ts';

/** Days that records, and the counts made of them, are kept. */
export interface Retention {
  readonly records: number;
  readonly counts: number;
}

/** Forgets what is older, and tokens that have expired, at once and then every hour. Returns the function that ends it. */
export function keepForDays(
  store: Pick<Store, 'forget'>,
  { records, counts }: Retention,
  now: () => number,
): () => void {
  const instant = (time: number) => new Date(time).toISOString();
  let isUnderWay = false;
  const forget = async () => {
    // With its rests it may take longer than an hour.
    if (isUnderWay) return;
    isUnderWay = true;
    await store
      .forget({ records: instant(now() - records * DAY), tokens: instant(now()), counts: dayAt(now(), -counts) })
      // A failed deletion is retried an hour later; the outage itself is reported elsewhere.
      .catch(() => undefined);
    isUnderWay = false;
  };
  void forget();
  const timer = setInterval(() => void forget(), HOUR).unref();
  return () => clearInterval(timer);
}
