import cors from 'cors';
import express, { type ErrorRequestHandler, type Express, type RequestHandler } from 'express';
import type { Verifier } from './auth/verify.ts';
import type { Config } from './config.ts';
import { RequestError } from './errors.ts';
import type { FhirClient } from './fhir/client.ts';
import { discoveryDocument } from './hooks/discovery.ts';
import { json } from './http/answer.ts';
import { createCdsHooks } from './http/cds-hooks.ts';
import { createIdentify } from './http/client.ts';
import { createExchanges, type Handler, type Route } from './http/exchange.ts';
import { createFeedback } from './http/feedback.ts';
import { corsOptions, createHeaders } from './http/headers.ts';
import { createInsights } from './http/insights.ts';
import { exposeMetrics, health, ready, type State } from './http/operations.ts';
import { createService, type Rules } from './http/service.ts';
import { createTurns } from './http/turns.ts';
import type { Log } from './log.ts';
import type { Metrics } from './metrics.ts';
import { HOOKS } from './policies/policy.ts';
import type { Pseudonymizer } from './records/pseudonymizer.ts';
import type { CallRecord } from './records/record.ts';
import type { Store } from './store/store.ts';

/** What the application is made of. Clock and random come in here and nowhere else. */
export interface AppDeps {
  readonly config: Config;
  readonly rules: () => Rules;
  readonly fhir: FhirClient;
  readonly verifier: Verifier;
  readonly store: Store;
  readonly keep: (record: CallRecord) => void;
  readonly pseudonymizer: Pseudonymizer;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly state: () => State;
  readonly newUuid: () => string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** The application: middleware and routes in order. Reads no environment and does not listen. */
export function createApp(deps: AppDeps): Express {
  const { config, metrics, state, store } = deps;
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('trust proxy', config.trustedProxies);
  const run = createExchanges({
    ...deps,
    headers: createHeaders(config.corsOrigins),
    isDraining: () => state().draining,
  });
  const at =
    (route: Route, handler: Handler): RequestHandler =>
    (request, response) =>
      run(route, handler, request, response);
  const only = (allow: string) =>
    at('unknown', () => {
      throw new RequestError('method-not-allowed', [], { Allow: allow });
    });
  const turn = createTurns();
  const preflight = cors(corsOptions(config.corsOrigins));
  app.use(
    createCdsHooks(
      {
        discovery: (site) => json(discoveryDocument(config.cdsHooksVersion, site?.hooks ?? new Set(HOOKS))),
        service: createService({ ...deps, ...config, turn }),
        feedback: createFeedback({ ...deps, ...config, turn }),
      },
      createIdentify(deps),
      run,
    ),
  );
  app.use((request, response, next) => (request.method === 'OPTIONS' ? preflight(request, response, next) : next()));
  app
    .route('/health')
    .get(at('health', () => health(state())))
    .all(only('GET, HEAD'));
  app
    .route('/ready')
    .get(at('ready', () => ready(state(), () => store.reach())))
    .all(only('GET, HEAD'));
  app
    .route('/metrics')
    .get(at('metrics', () => exposeMetrics(metrics)))
    .all(only('GET, HEAD'));
  if (config.adminToken !== undefined)
    app
      .route('/admin/insights')
      .get(at('insights', createInsights({ ...deps, token: config.adminToken })))
      .all(only('GET, HEAD'));
  const refuse: ErrorRequestHandler = (error: unknown, request, response, _next) =>
    run(
      'unknown',
      () => {
        throw error;
      },
      request,
      response,
    );
  app.use(
    at('unknown', () => {
      throw new RequestError('not-found');
    }),
    refuse,
  );
  return app;
}
