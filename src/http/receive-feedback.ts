import { RequestError, storeUnavailable } from '../errors.ts';
import { parseFeedback } from '../hooks/feedback.ts';
import type { Log } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import { recordFeedback } from '../records/feedback-record.ts';
import type { Pseudonymizer } from '../records/pseudonymizer.ts';
import type { Rules } from '../rules.ts';
import type { Store } from '../store/store.ts';
import { type Answer, jsonAnswer } from './answer.ts';
import type { AuthenticatedCall } from './cds-hooks.ts';
import type { ReadJson } from './read-json.ts';

/** Dependencies of taking feedback. */
interface FeedbackDeps {
  readonly readJson: ReadJson;
  readonly rules: () => Rules;
  readonly store: Store;
  readonly pseudonymizer: Pseudonymizer;
  readonly log: Log;
  readonly metrics: Metrics;
}

/**
 * Takes feedback (CDS Hooks §Feedback). What is answered with 200 is on disk; entries with a fault are refused by name and
 * the good ones are kept all the same, so that sending the whole once more does no harm. Throws RequestError
 * `invalid-request` for entries with faults, and `store-unavailable` if nothing could be kept.
 */
export function createReceiveFeedback(deps: FeedbackDeps): (call: AuthenticatedCall) => Promise<Answer> {
  const { readJson, rules, store, pseudonymizer, log, metrics } = deps;
  return async ({ request, response, service, site, context }) => {
    const body = await readJson(request, response);
    const { entries, refused, problems } = parseFeedback(body, site.feedback);
    const offered = rules().knowledge.overrideReasons;
    const received = new Date(context.arrived).toISOString();
    const records = entries.map((entry) =>
      recordFeedback(entry, { site: site.id, service, received, pseudonymizer, offered }),
    );
    try {
      await store.keepFeedback(records);
    } catch {
      throw storeUnavailable();
    }
    for (const { outcome } of records) metrics.feedback(site.id, outcome, 1);
    if (refused > 0) metrics.feedback(site.id, 'refused', refused);
    log.feedback({ id: context.id, kept: records.length, refused });
    if (problems.length > 0) throw new RequestError('invalid-request', problems);
    return jsonAnswer({ received: records.length });
  };
}
