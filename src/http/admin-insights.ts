import { callDay } from '../decision/order-day.ts';
import { RequestError, storeUnavailable } from '../errors.ts';
import type { Monitoring } from '../monitoring/monitor.ts';
import { noticesOn } from '../policies/in-force.ts';
import { exportAs, FORMS } from '../records/export.ts';
import type { Rules } from '../rules.ts';
import { daysOf } from '../store/span.ts';
import type { Store } from '../store/store.ts';
import { demandBearer } from './bearer.ts';
import type { Handler } from './responder.ts';

export interface InsightsDeps {
  readonly rules: () => Rules;
  readonly store: Store;
  readonly monitoring: () => Monitoring | undefined;
  /** Bearer token of readers. */
  readonly token: string;
  readonly now: () => number;
}

/** Reads one thing after the other, and nothing for a client that has gone. */
function createReader() {
  let last: Promise<unknown> = Promise.resolve();
  return async <T>(socket: NodeJS.EventEmitter, read: (signal: AbortSignal) => Promise<T>): Promise<T> => {
    const gone = new AbortController();
    const abort = () => gone.abort();
    socket.once('close', abort);
    const reading = last.then(() => read(gone.signal));
    last = reading.catch(() => undefined);
    return reading.finally(() => socket.off('close', abort));
  };
}

/**
 * `GET /admin/insights?from=YYYY-MM-DD&to=YYYY-MM-DD&format=json|csv|sites-csv`: what calls and feedback say of policies and sites in
 * a span, both days inclusive (the last 12 weeks unless told otherwise), one reading after the other. Throws RequestError `unauthorized`,
 * `invalid-request` or `store-unavailable`.
 */
export function createAdminInsights({ rules, store, monitoring, token, now }: InsightsDeps): Handler {
  const readInTurn = createReader();
  const demandToken = demandBearer(token);
  return async (request) => {
    demandToken(request);
    const { from, to, format = 'json' } = request.query;
    const form = FORMS.find((known) => known === format);
    if (!form)
      throw new RequestError('invalid-request', [{ element: 'format', text: `must be one of ${FORMS.join(', ')}` }]);
    const days = daysOf(from, to, now());
    if ('element' in days) throw new RequestError('invalid-request', [days]);
    const read = (signal: AbortSignal) => store.insights(days, now(), signal);
    const insights = await readInTurn(request.socket, read).catch(() => {
      throw storeUnavailable();
    });
    const notices = noticesOn(rules().knowledge.policies, callDay(now()).today);
    return { status: 200, ...exportAs(form, insights, { notices, monitoring: monitoring() }) };
  };
}
