import { type Request, type Response, Router } from 'express';
import { RequestError } from '../errors.ts';
import { serviceId } from '../hooks/discovery.ts';
import type { Hook } from '../hooks/hook.ts';
import { refusalOf } from '../hooks/offered.ts';
import type { Site } from '../sites/site.ts';
import type { Answer } from './answer.ts';
import type { Authenticate } from './authenticate.ts';
import { allowMethods, parameterOf, pathOf, siteIdOf } from './request-target.ts';
import type { Handler, RequestContext, Responder } from './responder.ts';

/** A call of a service, or feedback to it, by a client that may call it. */
export interface AuthenticatedCall {
  readonly hook: Hook;
  readonly service: string;
  readonly site: Site;
  readonly request: Request;
  readonly response: Response;
  readonly context: RequestContext;
}

/** The answers of the endpoints of CDS Hooks. */
export interface Endpoints {
  discovery(site: Site | undefined): Answer;
  service(call: AuthenticatedCall): Promise<Answer>;
  feedback(call: AuthenticatedCall): Promise<Answer>;
}

/** Discovery, services and feedback, each by itself or below the path of a site. */
export function cdsHooksRoutes(
  hooks: readonly Hook[],
  endpoints: Endpoints,
  authenticate: Authenticate,
  respond: Responder,
): Router {
  const byService = new Map(hooks.map((hook) => [serviceId(hook), hook]));
  const discovery: Handler = async (request, context) => {
    allowMethods(request, 'GET', 'HEAD');
    const path = { path: pathOf(request), siteId: siteIdOf(request) };
    return endpoints.discovery(await authenticate.reader(request, path, context));
  };
  /** Refuses in a fixed order, cheap first: service, method, client. */
  const call =
    (endpoint: 'service' | 'feedback'): Handler =>
    async (request, context, response) => {
      const service = parameterOf(request, 'service') ?? '';
      const hook = byService.get(service);
      if (!hook) throw new RequestError('unknown-service');
      context.service = service;
      allowMethods(request, 'POST');
      const path = { endpoint, path: pathOf(request), siteId: siteIdOf(request) };
      const site = await authenticate.caller(request, path, context);
      if (refusalOf(hook, site) === 'unknown-service') throw new RequestError('unknown-service');
      return endpoints[endpoint]({ hook, service, site, request, response, context });
    };
  return Router({ caseSensitive: true })
    .all('{/sites/:siteId}/cds-services', respond('discovery', discovery))
    .all('{/sites/:siteId}/cds-services/:service', respond('service', call('service')))
    .all('{/sites/:siteId}/cds-services/:service/feedback', respond('feedback', call('feedback')));
}
