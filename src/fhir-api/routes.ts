import express, { type Request, type Response, Router } from 'express';
import { RequestError } from '../errors.ts';
import type { Answer } from '../http/answer.ts';
import { calledAddress } from '../http/base-address.ts';
import type { RateLimits } from '../http/rate-limits.ts';
import { allowMethods, siteIdOf } from '../http/request-target.ts';
import type { Handler, Responder } from '../http/responder.ts';
import { runBodyParser } from '../http/run-body-parser.ts';
import type { JsonObject } from '../json.ts';
import type { Rules } from '../rules.ts';
import { capabilityStatement } from './capability-statement.ts';
import { demandJson, resourceAnswer } from './negotiate.ts';
import { createPublisher, lastChange } from './published.ts';
import { readSearch, runSearch } from './search.ts';
import { SEARCH_PARAMETERS, type SearchParameter } from './search-parameters.ts';

/** Dependencies of the FHIR API. */
interface FhirRoutesDeps {
  readonly rules: () => Rules;
  readonly respond: Responder;
  /** Counts readers by their address. */
  readonly rateLimits: Pick<RateLimits, 'countAddress'>;
  /** Base address for readers, without a final slash; undefined for that of the request. */
  readonly publicAddress: string | undefined;
  /** Code system of the topics of cards. */
  readonly topicSystem: string;
}

/** The base address of FHIR, also below the path of a site, where its DTR client finds the operation: the knowledge is the same for all. */
const BASE = '{/sites/:siteId}/fhir';
const FORM = 'application/x-www-form-urlencoded';
/** As long as an address may be: a search is compared with every resource. */
const MOST_BYTES = 16 * 1024;
const NO_FORM = [{ element: 'http.Content-Type', text: `must be ${FORM}` }];

/** The parameters in the address, and those of a posted form (FHIR R4 §3.1.1.1). */
function createReadQuery() {
  const read = express.text({ limit: MOST_BYTES, type: FORM });
  return async (request: Request, response: Response): Promise<URLSearchParams> => {
    const [, ...query] = request.url.split('?');
    if (request.method !== 'POST') return new URLSearchParams(query.join('?'));
    await runBodyParser(read, request, response);
    // Left undefined for no body, and for one of another type.
    const form: unknown = request.body ?? '';
    if (typeof form !== 'string' || (form === '' && !request.is(FORM) && request.get('content-type') !== undefined))
      throw new RequestError('unsupported-media-type', NO_FORM);
    return new URLSearchParams([...new URLSearchParams(query.join('?')), ...new URLSearchParams(form)]);
  };
}

/** Throws RequestError `not-found`, which tells where to look. */
function noSuchType(): never {
  const text = `has ${Object.keys(SEARCH_PARAMETERS).join(', ')}; /fhir/metadata says more`;
  throw new RequestError('not-found', [{ element: '/fhir', text }]);
}

function parametersOf(type: unknown): readonly SearchParameter[] {
  const [, parameters] = Object.entries(SEARCH_PARAMETERS).find(([name]) => name === type) ?? [];
  return parameters ?? noSuchType();
}

const isStrict = (request: Request) => /(?:^|[\s,;])handling=strict\b/i.test(request.get('prefer') ?? '');

/** All knowledge by FHIR's REST interface, to read and to search, for everybody (FHIR R4 §3.1.0). */
export function fhirRoutes({ rules, respond, rateLimits, publicAddress, topicSystem }: FhirRoutesDeps): Router {
  const published = createPublisher(() => rules().knowledge, topicSystem);
  const readQuery = createReadQuery();
  const baseOf = (request: Request) => {
    const origin = publicAddress ?? calledAddress(request);
    const siteId = siteIdOf(request);
    return siteId === undefined ? `${origin}/fhir` : `${origin}/sites/${encodeURIComponent(siteId)}/fhir`;
  };
  const metadata = (request: Request): JsonObject =>
    capabilityStatement(baseOf(request), new Date(lastChange(rules().knowledge)).toISOString());
  const read = (request: Request, response: Response): Answer => {
    parametersOf(request.params['type']);
    const found = published().get(String(request.params['type']))?.get(String(request.params['id']));
    if (!found) throw new RequestError('not-found');
    return resourceAnswer(request, response, found.resource, found);
  };
  const search = async (request: Request, response: Response): Promise<Answer> => {
    const type = String(request.params['type']);
    const asked = readSearch(await readQuery(request, response), parametersOf(type), isStrict(request));
    const resources = published().get(type)?.values() ?? [];
    return resourceAnswer(request, response, runSearch(asked, resources, baseOf(request), type));
  };
  const route = (
    methods: readonly string[],
    answer: (request: Request, response: Response) => Answer | Promise<Answer>,
  ) => {
    const handler: Handler = async (request, _context, response) => {
      await rateLimits.countAddress(request.ip ?? '');
      allowMethods(request, ...methods);
      demandJson(request);
      return answer(request, response);
    };
    return respond('fhir', handler);
  };
  const reading = ['GET', 'HEAD'];
  return Router({ caseSensitive: true })
    .all(
      `${BASE}/metadata`,
      route(reading, (request, response) => resourceAnswer(request, response, metadata(request))),
    )
    .all(BASE, route(reading, noSuchType))
    .all(`${BASE}/:type`, route(reading, search))
    .all(`${BASE}/:type/_search`, route(['POST'], search))
    .all(`${BASE}/:type/:id`, route(reading, read));
}
