import cors from 'cors';
import express, { type ErrorRequestHandler, type Express, type RequestHandler } from 'express';
import type { Verifier } from './auth/verify.ts';
import type { Config } from './config.ts';
import { RequestError } from './errors.ts';
import type { FhirClient } from './fhir/client.ts';
import type { FactSource } from './fhir/gather.ts';
import { discoveryDocument, type Offer } from './hooks/discovery.ts';
import { json } from './http/answer.ts';
import { createCdsHooks, type Endpoints } from './http/cds-hooks.ts';
import { createIdentify } from './http/client.ts';
import { createExchanges, type Handler, type Route } from './http/exchange.ts';
import { createFeedback } from './http/feedback.ts';
import { corsOptions, createHeaders } from './http/headers.ts';
import { createInsights } from './http/insights.ts';
import { exposeMetrics, health, ready, type State } from './http/operations.ts';
import { createService } from './http/service.ts';
import { createTurns } from './http/turns.ts';
import type { Log } from './log.ts';
import type { Metrics } from './metrics.ts';
import type { Vault } from './records/pseudonym.ts';
import type { CallRecord } from './records/record.ts';
import type { Rules } from './rules.ts';
import type { Store } from './store/store.ts';

/** What the application is made of. Clock and random come in here and nowhere else. */
export interface AppDeps {
  readonly config: Config;
  readonly rules: () => Rules;
  /** The hooks that are offered, and the facts that policies may ask for. */
  readonly offer: Offer;
  readonly fhir: FhirClient;
  readonly verifier: Verifier;
  readonly store: Store;
  readonly keep: (record: CallRecord) => void;
  readonly vault: Vault;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly state: () => State;
  readonly newUuid: () => string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** What answers each endpoint of CDS Hooks. */
function cdsHooksEndpoints(deps: AppDeps): Endpoints {
  const { config, offer } = deps;
  const fhir: FactSource = {
    facts: offer.facts,
    client: deps.fhir,
    development: !config.production,
    deadline: config.fhirDeadline,
  };
  const turn = createTurns();
  return {
    discovery: (site) => json(discoveryDocument(offer, config.cdsHooksVersion, site)),
    service: createService({ ...deps, ...config, fhir, turn }),
    feedback: createFeedback({ ...deps, ...config, turn }),
  };
}

/** The application: middleware and routes in order. Reads no environment and does not listen. */
export function createApp(deps: AppDeps): Express {
  const { config, metrics, offer, state, store } = deps;
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
  const preflight = cors(corsOptions(config.corsOrigins));
  app.use(createCdsHooks(offer.hooks, cdsHooksEndpoints(deps), createIdentify(deps), run));
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
