import type { Request, Response } from 'express';
import { ipKeyGenerator, rateLimit } from 'express-rate-limit';
import type { Call, Denied, Verifier } from '../auth/verify.ts';
import { RequestError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import type { Site } from '../sites/site.ts';
import type { Address } from './address.ts';
import type { Exchange } from './exchange.ts';

/** Finds out who calls, or throws RequestError `unauthorized` or `too-many-requests`. */
export interface Identify {
  /** The site of a call. */
  caller(request: Request, response: Response, address: Address & Call, exchange: Exchange): Promise<Site>;
  /** The site that discovery is asked for; nothing where it is open and no site is named. */
  reader(request: Request, response: Response, address: Address, exchange: Exchange): Promise<Site | undefined>;
}

export interface ClientDeps {
  readonly verifier: Verifier;
  readonly log: Log;
  readonly metrics: Metrics;
}

const MINUTE = 60_000;
/** Calls a minute that one address may make without showing who it is. */
const UNKNOWN_LIMIT = 300;

/** Counts a call for its client; rejects with RequestError `too-many-requests`. */
function createLimiter(): (request: Request, response: Response, client: string, limit: number) => Promise<void> {
  const clients = new WeakMap<Request, { readonly client: string; readonly limit: number }>();
  const limiter = rateLimit({
    windowMs: MINUTE,
    limit: (request) => clients.get(request)?.limit ?? UNKNOWN_LIMIT,
    keyGenerator: (request) => clients.get(request)?.client ?? '',
    standardHeaders: false,
    legacyHeaders: false,
    handler: (_request, _response, next) =>
      next(new RequestError('too-many-requests', [], { 'Retry-After': String(MINUTE / 1000) })),
  });
  return (request, response, client, limit) => {
    clients.set(request, { client, limit });
    return new Promise((resolve, reject) => {
      void limiter(request, response, (error?: unknown) => (error ? reject(error) : resolve()));
    });
  };
}

/**
 * Who calls, by the token of the call or by the path of a site (CDS Hooks §Trusting CDS Clients). A refusal is the same
 * for every reason; the reason goes to the log and into a counter. Clients are held to the calls a minute of their site,
 * and those that show nothing to a limit for each address.
 */
export function createIdentify({ verifier, log, metrics }: ClientDeps): Identify {
  const limit = createLimiter();
  const admit = async <S extends Site | undefined>(
    verdict: Denied | { readonly site: S },
    request: Request,
    response: Response,
    exchange: Exchange,
  ): Promise<S> => {
    if ('refused' in verdict) {
      metrics.refusedClient(verdict.refused, verdict.site);
      log.refusedClient({ id: exchange.id, reason: verdict.refused, site: verdict.site });
      // Of IPv6 a whole network counts as one address, since whoever has one has all of it.
      await limit(request, response, `address ${ipKeyGenerator(request.ip ?? '')}`, UNKNOWN_LIMIT);
      throw new RequestError('unauthorized', [], { 'WWW-Authenticate': 'Bearer' });
    }
    const { site } = verdict;
    if (site) exchange.site = site.id;
    if (site && Number.isFinite(site.rateLimit)) await limit(request, response, `site ${site.id}`, site.rateLimit);
    return site;
  };
  return {
    async caller(request, response, address, exchange) {
      return admit(await verifier.verify(request.headers.authorization, address), request, response, exchange);
    },
    async reader(request, response, address, exchange) {
      return admit(await verifier.verifyDiscovery(request.headers.authorization, address), request, response, exchange);
    },
  };
}
