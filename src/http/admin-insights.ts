import { callDay } from '../decision/order-day.ts';
import { RequestError } from '../errors.ts';
import type { Monitoring } from '../monitoring/monitor.ts';
import { noticesOn } from '../policies/in-force.ts';
import { exportAs, FORMS } from '../records/export.ts';
import type { Rules } from '../rules.ts';
import { demandBearer } from './bearer.ts';
import type { ReadInsights } from './insights-reader.ts';
import type { Handler } from './responder.ts';

/** Dependencies of `/admin/insights`. */
interface InsightsDeps {
  readonly rules: () => Rules;
  readonly readInsights: ReadInsights;
  readonly monitoring: () => Monitoring | undefined;
  /** Bearer token of readers. */
  readonly token: string;
  readonly now: () => number;
}

/**
 * `GET /admin/insights?from=YYYY-MM-DD&to=YYYY-MM-DD&format=json|csv|sites-csv`: what calls and feedback say of policies and sites in
 * a span, both days inclusive (the last 12 weeks unless told otherwise). Throws RequestError `unauthorized`,
 * `invalid-request` or `store-unavailable`.
 */
export function createAdminInsights({ rules, readInsights, monitoring, token, now }: InsightsDeps): Handler {
  const demandToken = demandBearer(token);
  return async (request) => {
    demandToken(request);
    const { from, to, format = 'json' } = request.query;
    const form = FORMS.find((known) => known === format);
    if (!form)
      throw new RequestError('invalid-request', [{ element: 'format', text: `must be one of ${FORMS.join(', ')}` }]);
    const { insights } = await readInsights(request, { from, to });
    const notices = noticesOn(rules().knowledge.policies, callDay(now()).today);
    return { status: 200, ...exportAs(form, insights, { notices, monitoring: monitoring() }) };
  };
}
