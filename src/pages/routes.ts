import express, { type Request, type RequestHandler, Router } from 'express';
import type { Config } from '../config.ts';
import { RequestError } from '../errors.ts';
import { serviceId } from '../hooks/discovery.ts';
import { HOOKS } from '../hooks/hooks.ts';
import { type Answer, codeOf, json } from '../http/answer.ts';
import type { Handler, Route } from '../http/exchange.ts';
import { createFeedback } from '../http/feedback.ts';
import { createTurns } from '../http/turns.ts';
import type { Log } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import type { Store } from '../store/store.ts';
import { createAdmit } from './access.ts';
import { assetAt } from './assets.ts';
import type { Frame, Page } from './layout.ts';
import { errorAnswer, pageAnswer } from './page-answer.ts';
import { policiesPage } from './policies-page.ts';
import { createRunCases } from './policy/cases.ts';
import { attributesJson, policyPage } from './policy-page.ts';
import { readExamples } from './try/examples.ts';
import { termsLike } from './try/terms.ts';
import { pastedPage, TRY_SITE, type TryDeps, tryPage } from './try-page.ts';

/** What the pages need. */
export interface PagesDeps extends Omit<TryDeps, 'examples' | 'depthLimit'> {
  readonly config: Config;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly store: Store;
  /** Makes Express answer by a handler. */
  readonly respond: (route: Route, handler: Handler) => RequestHandler;
}

/** A year, in seconds. */
const FOR_GOOD = 'public, max-age=31536000, immutable';

const SECTIONS = [
  { path: '/', title: 'Try an order', isEvidence: false },
  { path: '/policies', title: 'Policies', isEvidence: true },
  { path: '/insights', title: 'Insights', isEvidence: false },
  { path: '/connect', title: 'Connect', isEvidence: false },
] as const;

/** The pages: what each address shows, and to whom. */
export function pagesRoutes(deps: PagesDeps): Router {
  const { config, respond, log } = deps;
  const admit = createAdmit(config.pages, config.adminToken);
  const sections = SECTIONS.filter(({ isEvidence }) => isEvidence || config.pages !== 'evidence');
  const frame: Frame = { sections, development: !config.production };
  const tryDeps: TryDeps = { ...deps, examples: readExamples(config.knowledgeRoot), depthLimit: config.depthLimit };

  /** A page that everybody may read. */
  const open = (make: (request: Request) => Page | Promise<Page>) =>
    respond('page', async (request, { id }): Promise<Answer> => {
      try {
        return pageAnswer(await make(request), frame);
      } catch (error) {
        if (codeOf(error) === 'internal') log.failed({ id, code: 'internal', error });
        return errorAnswer(error, frame);
      }
    });
  /** A page for those who are let in. */
  const guarded = (make: (request: Request) => Page | Promise<Page>) =>
    open((request) => {
      admit(request.headers.authorization);
      return make(request);
    });
  const guardedJson = (make: (request: Request) => unknown) =>
    respond('page', async (request) => {
      admit(request.headers.authorization);
      return { status: 200, type: 'application/json; charset=utf-8', body: JSON.stringify(await make(request)) };
    });

  const router = Router();
  router.get(
    '/assets/:version/:name',
    respond('page', ({ params }) => {
      const asset = assetAt(String(params['version']), String(params['name']));
      if (!asset) throw new RequestError('not-found');
      return { status: 200, ...asset, headers: { 'Cache-Control': FOR_GOOD } };
    }),
  );
  router.get(
    '/',
    guarded((request) => tryPage(request, tryDeps)),
  );
  router.post(
    '/',
    express.urlencoded({ limit: config.bodyLimit }),
    guarded((request) => pastedPage(request, tryDeps)),
  );
  const today = () => new Date(deps.now()).toISOString().slice(0, 'YYYY-MM-DD'.length);
  const runCases = createRunCases(config.knowledgeRoot, deps);
  const { facts } = deps.fhir;
  router.get(
    '/policies',
    open(() => policiesPage(deps.rules(), today())),
  );
  router.get(
    '/policies/:id',
    open(async ({ params }) => {
      const [id, rules] = [String(params['id']), deps.rules()];
      const isKnown = rules.knowledge.policies.some((policy) => policy.id === id);
      const cases = isKnown ? await runCases(id, rules) : undefined;
      return policyPage(id, { rules, today: today(), facts, cases });
    }),
  );
  router.get(
    '/policies/:id/source-attributes',
    respond('page', ({ params }) => json(attributesJson(String(params['id']), deps.rules(), facts))),
  );
  router.get(
    '/try/terms',
    guardedJson(({ query }) => termsLike(String(query['q'] ?? ''), deps.rules().knowledge)),
  );
  const takeFeedback = createFeedback({ ...deps, ...config, turn: createTurns() });
  router.post(
    '/try/feedback/:service',
    respond('page', (request, exchange, response) => {
      admit(request.headers.authorization);
      const hook = HOOKS.find((one) => serviceId(one) === request.params['service']);
      if (!hook) throw new RequestError('unknown-service');
      return takeFeedback({ request, response, exchange, hook, service: serviceId(hook), site: TRY_SITE });
    }),
  );
  return router;
}
