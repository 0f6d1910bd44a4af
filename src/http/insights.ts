import { createHash, timingSafeEqual } from 'node:crypto';
import { RequestError } from '../errors.ts';
import { exportAs, FORMS } from '../records/export.ts';
import type { Pseudonymizer } from '../records/pseudonymizer.ts';
import { readInsights } from '../store/read-insights.ts';
import { spanOf } from '../store/span.ts';
import type { Store } from '../store/store.ts';
import type { Handler } from './exchange.ts';

/** What `/admin/insights` needs. */
export interface InsightsDeps {
  readonly store: Store;
  readonly pseudonymizer: Pseudonymizer;
  /** Who may read them sends it as a Bearer token. */
  readonly token: string;
  readonly now: () => number;
}

const digest = (text: string) => createHash('sha256').update(text).digest();

/**
 * `GET /admin/insights?from=YYYY-MM-DD&to=YYYY-MM-DD&format=json|csv|sites-csv`: what calls and feedback say of policies and sites in
 * a span, both days inclusive (the last 12 weeks unless told otherwise). Throws RequestError `unauthorized`, `invalid-request` or `store-unavailable`.
 */
export function createInsights({ store, pseudonymizer, token, now }: InsightsDeps): Handler {
  const expected = digest(`Bearer ${token}`);
  return async (request) => {
    // Digests are of one length, and compared in constant time.
    if (!timingSafeEqual(digest(request.headers.authorization ?? ''), expected))
      throw new RequestError('unauthorized', [], { 'WWW-Authenticate': 'Bearer' });
    const { from, to, format = 'json' } = request.query;
    const form = FORMS.find((known) => known === format);
    if (!form)
      throw new RequestError('invalid-request', [{ element: 'format', text: `must be one of ${FORMS.join(', ')}` }]);
    const span = spanOf(from, to, now());
    if (typeof span === 'string')
      throw new RequestError('invalid-request', [{ element: span, text: 'must be a day, YYYY-MM-DD' }]);
    try {
      return { status: 200, ...exportAs(form, await readInsights(store, span, pseudonymizer, now())) };
    } catch {
      throw new RequestError('store-unavailable');
    }
  };
}
