import { RequestError } from '../errors.ts';
import { exportAs, FORMS } from '../records/export.ts';
import type { Vault } from '../records/pseudonym.ts';
import { readInsights } from '../store/insights.ts';
import { spanOf } from '../store/span.ts';
import type { Store } from '../store/store.ts';
import { demandBearer } from './bearer.ts';
import type { Handler } from './responder.ts';

export interface InsightsDeps {
  readonly store: Store;
  readonly vault: Vault;
  /** Who may read them sends it as a Bearer token. */
  readonly token: string;
  readonly now: () => number;
}

/**
 * `GET /admin/insights?from=YYYY-MM-DD&to=YYYY-MM-DD&format=json|csv|sites-csv`: what calls and feedback say of policies and sites in
 * a span, both days inclusive (the last 12 weeks unless told otherwise). Throws RequestError `unauthorized`, `invalid-request` or `store-unavailable`.
 */
export function createAdminInsights({ store, vault, token, now }: InsightsDeps): Handler {
  const demandToken = demandBearer(token);
  return async (request) => {
    demandToken(request);
    const { from, to, format = 'json' } = request.query;
    const form = FORMS.find((known) => known === format);
    if (!form)
      throw new RequestError('invalid-request', [{ element: 'format', text: `must be one of ${FORMS.join(', ')}` }]);
    const span = spanOf(from, to, now());
    if (typeof span === 'string')
      throw new RequestError('invalid-request', [{ element: span, text: 'must be a day, YYYY-MM-DD' }]);
    try {
      return { status: 200, ...exportAs(form, await readInsights(store, span, vault, now())) };
    } catch {
      throw new RequestError('store-unavailable');
    }
  };
}
