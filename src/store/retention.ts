import type { Store } from './store.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** Forgets what is older than `days`, and tokens that have expired, at once and then every hour. Returns what ends it. */
export function keepForDays(store: Pick<Store, 'forget'>, days: number, now: () => number): () => void {
  const instant = (time: number) => new Date(time).toISOString();
  // What cannot be forgotten now is forgotten an hour later; that the store is down is told elsewhere.
  const forget = () =>
    void store.forget({ records: instant(now() - days * DAY), tokens: instant(now()) }).catch(() => undefined);
  forget();
  const timer = setInterval(forget, HOUR).unref();
  return () => clearInterval(timer);
}
