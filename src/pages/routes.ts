import { type Request, Router } from 'express';
import type { Config } from '../config.ts';
import { callDay } from '../decision/order-day.ts';
import { RequestError } from '../errors.ts';
import { serviceId } from '../hooks/discovery.ts';
import { HOOKS } from '../hooks/hooks.ts';
import { jsonAnswer } from '../http/answer.ts';
import type { ReadInsights } from '../http/insights-reader.ts';
import type { State } from '../http/operations.ts';
import type { ReadJson } from '../http/read-json.ts';
import { createReceiveFeedback } from '../http/receive-feedback.ts';
import type { Responder } from '../http/responder.ts';
import type { Log } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import type { Monitoring } from '../monitoring/monitor.ts';
import type { SiteRules } from '../rules.ts';
import { describeMode } from '../sites/policy-modes.ts';
import type { Site } from '../sites/site.ts';
import type { Store } from '../store/store.ts';
import { createCheckAccess } from './access.ts';
import { assetAt } from './assets.ts';
import { connectPage, requestCheckPage, tokenCheckPage } from './connect-page.ts';
import { fieldOf } from './fields.ts';
import { insightsCsv, insightsPage } from './insights-page.ts';
import type { Frame } from './layout.ts';
import { createPageRoutes, type PageRoutes } from './page-routes.ts';
import { policiesPage } from './policies-page.ts';
import { createRunCases } from './policy/cases.ts';
import { type AskedPolicy, attributesJson, policyPage, type SiteMode } from './policy-page.ts';
import { questionnairePage } from './questionnaire-page.ts';
import { createReadForm } from './read-form.ts';
import { termsLike } from './try/terms.ts';
import { TRY_SITE } from './try/try-site.ts';
import { pastedPage, type TryDeps, tryPage } from './try-page.ts';

/** Dependencies of the pages. */
export interface PagesDeps extends Omit<TryDeps, 'depthLimit'> {
  readonly config: Config;
  readonly sites: readonly Site[];
  readonly rules: () => SiteRules;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly state: () => Pick<State, 'development'>;
  readonly store: Store;
  readonly readInsights: ReadInsights;
  readonly monitoring: () => Monitoring | undefined;
  readonly readJson: ReadJson;
  readonly respond: Responder;
}

/** A year, in seconds. */
const FOR_GOOD = 'public, max-age=31536000, immutable';

const SECTIONS = [
  { path: '/', title: 'Try an order', isEvidence: false },
  { path: '/policies', title: 'Policies', isEvidence: true },
  { path: '/insights', title: 'Insights', isEvidence: false },
  { path: '/connect', title: 'Connect', isEvidence: false },
] as const;

function assetRoutes(router: Router, { asset }: PageRoutes): void {
  const file = asset(({ params }) => {
    const found = assetAt(String(params['version']), String(params['name']));
    if (!found) throw new RequestError('not-found');
    return { status: 200, ...found, headers: { 'Cache-Control': FOR_GOOD } };
  });
  router.get('/assets/:version/:name', file);
}

function tryRoutes(router: Router, { guarded, guardedAnswer }: PageRoutes, deps: PagesDeps): void {
  const { config, rules } = deps;
  const tryDeps: TryDeps = { ...deps, depthLimit: config.depthLimit };
  const receive = createReceiveFeedback(deps);
  const feedback = guardedAnswer((request, context, response) => {
    const hook = HOOKS.find((one) => serviceId(one) === request.params['service']);
    if (!hook) throw new RequestError('unknown-service');
    return receive({ request, response, context, hook, service: serviceId(hook), site: TRY_SITE });
  });
  const readForm = createReadForm(config.bodyLimit);
  const page = guarded((request) => tryPage(request, tryDeps));
  const pasted = guarded(async (request, _context, response) =>
    pastedPage(request, await readForm(request, response), tryDeps),
  );
  router.get('/', page).post('/', pasted);
  router.get(
    '/try/terms',
    guardedAnswer(({ query }) => jsonAnswer(termsLike(String(query['q'] ?? ''), rules().knowledge))),
  );
  router.post('/try/feedback/:service', feedback);
}

/** The mode of a policy at each site, today there. */
function modesAt(sites: readonly Site[], policy: string, now: number): readonly SiteMode[] {
  return sites.map(({ id, policies, timeZone }) => ({
    site: id,
    mode: describeMode(policies, policy, callDay(now, timeZone).today),
  }));
}

function evidenceRoutes(router: Router, { open, openAnswer }: PageRoutes, deps: PagesDeps): void {
  const { config, rules } = deps;
  const { facts } = deps.fhir;
  const today = () => callDay(deps.now()).today;
  const askedBy = ({ params, query }: Request): AskedPolicy => ({
    id: String(params['id']),
    version: fieldOf(query, 'version') || undefined,
    today: today(),
  });
  const runCases = createRunCases(config.knowledgeRoot, deps);
  const policy = open(async (request) => {
    const [asked, inForce] = [askedBy(request), rules()];
    const isKnown = inForce.knowledge.policies.some(({ id }) => id === asked.id);
    const cases = isKnown ? await runCases(asked.id, inForce) : undefined;
    // This page is for everybody, and the names of the sites are not, unless all pages are open.
    const mayNameSites = config.pages === 'open';
    const modes = mayNameSites ? modesAt([...inForce.sites.values()], asked.id, deps.now()) : undefined;
    return policyPage(asked, { rules: inForce, facts, cases, modes });
  });
  const attributes = openAnswer((request) => jsonAnswer(attributesJson(askedBy(request), rules(), facts)));
  const policies = open(() => policiesPage(rules(), today()));
  const questionnaire = open(({ params, query }) =>
    questionnairePage({ id: String(params['id']), version: fieldOf(query, 'version') || undefined }, rules().knowledge),
  );
  router.get('/questionnaires/:id', questionnaire);
  router.get('/policies', policies).get('/policies/:id', policy).get('/policies/:id/source-attributes', attributes);
}

function insightsRoutes(router: Router, { guarded, guardedAnswer }: PageRoutes, deps: PagesDeps): void {
  router.get(
    '/insights',
    guarded((request) => insightsPage(request, deps)),
  );
  router.get(
    '/insights.csv',
    guardedAnswer((request) => insightsCsv(request, deps)),
  );
}

function connectRoutes(router: Router, { guarded }: PageRoutes, deps: PagesDeps): void {
  const readForm = createReadForm(deps.config.bodyLimit);
  const token = guarded(async (request, _context, response) =>
    tokenCheckPage(request, await readForm(request, response), deps),
  );
  const check = guarded(async (request, _context, response) =>
    requestCheckPage(request, await readForm(request, response), deps),
  );
  router.get(
    '/connect',
    guarded((request) => connectPage(request, deps)),
  );
  router.post('/connect/token', token).post('/connect/request', check);
}

/** Tells a reader who came with a browser that there is nothing at an address; others are told so in JSON, further on. */
function nowhereRoute(router: Router, { open }: PageRoutes): void {
  const nowhere = open(() => {
    throw new RequestError('not-found');
  });
  router.use((request, response, next) =>
    request.accepts(['json', 'html']) === 'html' ? nowhere(request, response, next) : next(),
  );
}

/** The pages: what each address shows, and to whom. */
export function pagesRoutes(deps: PagesDeps): Router {
  const { config } = deps;
  const sections = SECTIONS.filter(({ isEvidence }) => isEvidence || config.pages !== 'evidence');
  const frame: Frame = { sections, development: deps.state().development };
  const routes = createPageRoutes({ ...deps, frame, checkAccess: createCheckAccess(config.pages, config.adminToken) });
  const router = Router();
  assetRoutes(router, routes);
  tryRoutes(router, routes, deps);
  evidenceRoutes(router, routes, deps);
  insightsRoutes(router, routes, deps);
  connectRoutes(router, routes, deps);
  nowhereRoute(router, routes);
  return router;
}
