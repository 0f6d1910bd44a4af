import cors from 'cors';
import express, { type ErrorRequestHandler, type Express, type RequestHandler } from 'express';
import type { ClientVerifier } from './auth/client-verifier.ts';
import type { Config } from './config.ts';
import { callDay } from './decision/order-day.ts';
import { RequestError } from './errors.ts';
import { fhirRoutes } from './fhir-api/routes.ts';
import type { FhirClient } from './fhir-client/client.ts';
import type { FactSource } from './fhir-client/gather.ts';
import { discoveryDocument, type Offer } from './hooks/discovery.ts';
import { createAdminInsights } from './http/admin-insights.ts';
import { jsonAnswer } from './http/answer.ts';
import { createAuthenticate } from './http/authenticate.ts';
import type { BehindAnswers } from './http/behind-answers.ts';
import { cdsHooksRoutes, type Endpoints } from './http/cds-hooks.ts';
import { corsOptions, securityHeaders } from './http/headers.ts';
import { createInsightsReader } from './http/insights-reader.ts';
import { exposeMetrics, health, ready, type State } from './http/operations.ts';
import { questionnairePackageRoutes } from './http/questionnaire-package.ts';
import { createRateLimits, type RateLimits } from './http/rate-limits.ts';
import { createReadJson, type ReadJson } from './http/read-json.ts';
import { createReceiveFeedback } from './http/receive-feedback.ts';
import { allowMethods, plainTarget } from './http/request-target.ts';
import { createResponder, type Handler, type Route } from './http/responder.ts';
import { createService } from './http/service.ts';
import type { Log } from './log.ts';
import type { Metrics } from './metrics.ts';
import type { PagesDeps } from './pages/routes.ts';
import { tryCrdClient } from './pages/try/crd-client.ts';
import { ehrsFor } from './pages/try/ehrs.ts';
import { readExamples } from './pages/try/examples.ts';
import { TRY_SITE } from './pages/try/try-site.ts';
import { policiesInForce } from './policies/in-force.ts';
import type { Pseudonymizer } from './records/pseudonymizer.ts';
import type { CallRecord } from './records/record.ts';
import { type SiteRules, siteNow } from './rules.ts';
import { inMode } from './sites/policy-modes.ts';
import type { Site } from './sites/site.ts';
import type { Store } from './store/store.ts';

/** The parts of the application. Clock and random come in here and nowhere else. */
export interface AppDeps {
  readonly config: Config;
  readonly sites: readonly Site[];
  readonly rules: () => SiteRules;
  /** The hooks that are offered, and the facts that policies may ask for. */
  readonly offer: Offer;
  /** The client that calls FHIR servers, by a name; each has circuit breakers of its own. */
  readonly fhir: (name: string) => FhirClient;
  readonly behind: BehindAnswers;
  readonly verifier: ClientVerifier;
  readonly rateLimits: RateLimits;
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

/** FHIR source of a site's calls. */
const factSourceOf =
  ({ config, offer, fhir }: AppDeps) =>
  (name: string): FactSource => ({
    facts: offer.facts,
    client: fhir(name),
    development: !config.production,
    deadline: config.fhirDeadline,
  });

/** The answers of the endpoints of CDS Hooks. */
function endpointsOf(deps: AppDeps, readJson: ReadJson): Endpoints {
  const { config, offer } = deps;
  const { topicSystem, publicAddress } = config;
  const fhir = factSourceOf(deps);
  return {
    discovery: (site) => {
      const { today } = callDay(deps.now(), site?.timeZone);
      const rules = deps.rules();
      const inForce = policiesInForce(rules.knowledge.policies, today);
      const isLive = inMode('live', site && siteNow(site, rules).policies, today);
      const policies = inForce.filter(({ id }) => isLive(id));
      return jsonAnswer(discoveryDocument(offer, config.cdsHooksVersion, policies, site));
    },
    service: createService({ ...deps, topicSystem, publicAddress, fhir, readJson }),
    feedback: createReceiveFeedback({ ...deps, readJson }),
  };
}

/** Dependencies of the pages; `shared` are those that other routes have, too. Throws KnowledgeError or SitesError for faulty examples. */
function pagesDepsOf(
  deps: AppDeps,
  shared: Pick<PagesDeps, 'readInsights' | 'monitoring' | 'readJson' | 'respond'>,
): PagesDeps {
  const { topicSystem, publicAddress, knowledgeRoot, sitesFolder } = deps.config;
  return {
    ...deps,
    ...shared,
    topicSystem,
    publicAddress,
    fhir: factSourceOf(deps)(TRY_SITE.id),
    examples: readExamples(knowledgeRoot),
    ehrs: ehrsFor(tryCrdClient(deps.sites, sitesFolder)),
  };
}

/** The pages, loaded when somebody first asks for one: a server that only answers EHRs starts without what renders them. */
function lazyPages(deps: PagesDeps): RequestHandler {
  let loading: Promise<RequestHandler> | undefined;
  const load = async () => {
    try {
      return (await import('./pages/routes.ts')).pagesRoutes(deps);
    } catch (error) {
      // The next request tries again, so that one failure does not close the pages for good.
      loading = undefined;
      throw error;
    }
  };
  return async (...call) => {
    loading ??= load();
    const pages = await loading;
    return pages(...call);
  };
}

/**
 * The application: middleware and routes in order. Reads no environment and does not listen. Throws KnowledgeError or SitesError for
 * faulty examples of the page *Try an order*.
 */
export function createApp(deps: AppDeps): Express {
  const { config, metrics, offer, state, store } = deps;
  const respond = createResponder({ ...deps, isDraining: () => state().draining });
  const readOnly = (route: Route, handler: Handler) =>
    respond(route, (request, ...rest) => {
      allowMethods(request, 'GET', 'HEAD');
      return handler(request, ...rest);
    });
  const monitoring = () => state().monitoring;
  const notFound: Handler = () => {
    throw new RequestError('not-found');
  };
  const refuse: ErrorRequestHandler = (error: unknown, request, response, next) =>
    respond('unknown', () => {
      throw error;
    })(request, response, next);

  const app = express();
  app.disable('x-powered-by').disable('etag').enable('case sensitive routing');
  app.set('trust proxy', config.trustedProxies);
  app.use(plainTarget, ...securityHeaders, cors(corsOptions(config.corsOrigins)));
  const authenticate = createAuthenticate(deps);
  // One for all routes, since it bounds the memory that large bodies take together.
  const readJson = createReadJson(config);
  app.use(cdsHooksRoutes(offer.hooks, endpointsOf(deps, readJson), authenticate, respond));
  app.use(questionnairePackageRoutes({ ...deps, readJson, authenticate, respond }));
  app.all(
    '/health',
    readOnly('health', () => health(state())),
  );
  app.all(
    '/ready',
    readOnly('ready', () => ready(state(), () => store.reach())),
  );
  app.all('/metrics', readOnly('metrics', exposeMetrics(metrics, config.metricsToken)));
  // One for both, since it bounds what is read at a time.
  const readInsights = createInsightsReader(deps);
  if (config.adminToken !== undefined)
    app.all(
      '/admin/insights',
      readOnly('insights', createAdminInsights({ ...deps, readInsights, monitoring, token: config.adminToken })),
    );
  const { rules } = deps;
  const { publicAddress, topicSystem } = config;
  app.use(fhirRoutes({ rules, respond, rateLimits: createRateLimits(), publicAddress, topicSystem }));
  app.use(lazyPages(pagesDepsOf(deps, { readInsights, monitoring, readJson, respond })));
  app.use(respond('unknown', notFound), refuse);
  return app;
}
