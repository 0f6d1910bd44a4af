import type { Request, RequestHandler, Response } from 'express';
import { RequestError } from '../errors.ts';
import { serviceId } from '../hooks/discovery.ts';
import type { Hook } from '../hooks/hook.ts';
import { remember } from '../policies/remember.ts';
import type { Site } from '../sites/site.ts';
import { type Address, addressOf, pathOf } from './address.ts';
import type { Answer } from './answer.ts';
import type { Identify } from './client.ts';
import type { Exchange, Handler, Run } from './exchange.ts';

/** A call of a service, or feedback to it, by a client that may call it. */
export interface Called {
  readonly hook: Hook;
  readonly service: string;
  readonly site: Site;
  readonly request: Request;
  readonly response: Response;
  readonly exchange: Exchange;
}

/** What answers each endpoint of CDS Hooks. */
export interface Endpoints {
  discovery(site: Site | undefined): Answer;
  service(called: Called): Promise<Answer>;
  feedback(called: Called): Promise<Answer>;
}

function checkMethod({ method }: Request, { endpoint }: Address): void {
  const allowed = endpoint === 'discovery' ? ['GET', 'HEAD'] : ['POST'];
  if (!allowed.includes(method)) throw new RequestError('method-not-allowed', [], { Allow: allowed.join(', ') });
}

type HooksByService = ReadonlyMap<string, Hook>;

/** Refuses in a fixed order, cheap first: service, method, client. */
function answerAt(address: Address, hooks: HooksByService, endpoints: Endpoints, identify: Identify): Handler {
  if (address.endpoint === 'discovery')
    return async (request, exchange, response) => {
      checkMethod(request, address);
      return endpoints.discovery(await identify.reader(request, response, address, exchange));
    };
  const { service, endpoint } = address;
  return async (request, exchange, response) => {
    const hook = hooks.get(service);
    if (!hook) throw new RequestError('unknown-service');
    exchange.service = service;
    checkMethod(request, address);
    const site = await identify.caller(request, response, address, exchange);
    if (hook.forCrdAlone && !site.crd) throw new RequestError('unknown-service');
    return endpoints[endpoint]({ hook, service, site, request, response, exchange });
  };
}

/** Addresses that are read once. Clients have a few, each of which they call again and again. */
const MOST_ADDRESSES = 100;

/**
 * Takes the requests of CDS Hooks and leaves all others, and all preflights, to what follows. First in line, since orders wait
 * for it.
 */
export function createCdsHooks(
  hooks: readonly Hook[],
  endpoints: Endpoints,
  identify: Identify,
  run: Run,
): RequestHandler {
  const byService: HooksByService = new Map(hooks.map((hook) => [serviceId(hook), hook]));
  const find = remember(MOST_ADDRESSES, (path: string) => {
    const address = addressOf(path);
    return address && { route: address.endpoint, handler: answerAt(address, byService, endpoints, identify) };
  });
  return (request, response, next) => {
    const found = request.method === 'OPTIONS' ? undefined : find(pathOf(request.url));
    if (!found) next();
    else return run(found.route, found.handler, request, response);
  };
}
