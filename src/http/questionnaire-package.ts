import { type Request, Router } from 'express';
import { recordsWanted } from '../answer/records-wanted.ts';
import { callDay } from '../decision/order-day.ts';
import { RequestError, storeUnavailable } from '../errors.ts';
import { CRD_VERSIONS, type CrdVersion, oldestOf } from '../hooks/crd-request.ts';
import { referenceTo } from '../hooks/reference.ts';
import type { JsonObject } from '../json.ts';
import type { FoundAssertion } from '../questionnaires/package.ts';
import { packageForms } from '../questionnaires/package.ts';
import { assertionIdsIn, type PackageRequest, readPackageRequest } from '../questionnaires/package-request.ts';
import { isUuid, type Pseudonymizer } from '../records/pseudonymizer.ts';
import { type SiteRules, siteNow } from '../rules.ts';
import type { CrdClient, Site } from '../sites/site.ts';
import type { AssertionStore } from '../store/assertions.ts';
import { fhirJsonAnswer } from './answer.ts';
import type { Authenticate } from './authenticate.ts';
import type { ReadJson } from './read-json.ts';
import { allowMethods, pathOf, siteIdOf } from './request-target.ts';
import type { Handler, Responder } from './responder.ts';

/** Dependencies of the operation. */
interface PackageDeps {
  readonly readJson: ReadJson;
  readonly rules: () => SiteRules;
  readonly store: AssertionStore;
  readonly pseudonymizer: Pseudonymizer;
  readonly authenticate: Authenticate;
  readonly respond: Responder;
  readonly newUuid: () => string;
}

/** The assertions that a request names, as far as this site got them. Rejects with RequestError `store-unavailable`. */
async function findAssertions(
  { assertionIds, coverages, orders }: PackageRequest,
  site: Site,
  { store, pseudonymizer }: PackageDeps,
): Promise<ReadonlyMap<string, FoundAssertion>> {
  const isNamed = (pseudonym: string) => (resource: JsonObject) =>
    pseudonymizer.reference(referenceTo(resource), site.id) === pseudonym;
  const records = await Promise.all(assertionIds.filter(isUuid).map((id) => store.assertionOf(id))).catch(() => {
    throw storeUnavailable();
  });
  const theirs = records.filter((record) => record !== undefined).filter((record) => record.site === site.id);
  return new Map(
    theirs.map((record) => [
      record.id,
      {
        ...record,
        isOfCoverage: coverages.some(isNamed(record.coverage)),
        // A draft may have got another id when it was saved: then it is known by the assertion that it carries.
        order: orders.find(isNamed(record.order)) ?? orders.find((order) => assertionIdsIn(order).includes(record.id)),
      },
    ]),
  );
}

/** The version that the assertion was made in, else the one that the Parameters show, else the oldest that the site has (CRD dev-3). */
function dtrVersionOf(
  { version }: PackageRequest,
  assertions: Iterable<{ readonly version: string }>,
  { versions }: CrdClient,
): CrdVersion {
  const [assertion] = assertions;
  const named = assertion?.version ?? version;
  return CRD_VERSIONS.find((one) => one === named) ?? oldestOf(versions);
}

function checkCoverages({ coverages }: PackageRequest, version: CrdVersion): void {
  if (version === '2.2' && coverages.length > 1)
    throw new RequestError('invalid-parameters', [
      { element: 'Parameters.parameter(coverage)', text: 'must be there once' },
    ]);
}

/** `POST [base]/Questionnaire/$questionnaire-package` (DTR 2.0.1 to 2.2), for sites that are CRD clients. */
export function questionnairePackageRoutes(deps: PackageDeps): Router {
  const { readJson, rules, authenticate, respond, newUuid } = deps;
  const handler: Handler = async (request: Request, context, response) => {
    allowMethods(request, 'POST');
    const path = { endpoint: 'service', path: pathOf(request), siteId: siteIdOf(request) } as const;
    const caller = await authenticate.caller(request, path, context);
    const inForce = rules();
    const site = siteNow(caller, inForce);
    const { crd } = site;
    if (!crd) throw new RequestError('not-found');
    const asked = readPackageRequest(await readJson(request, response));
    const assertions = await findAssertions(asked, site, deps);
    const version = dtrVersionOf(asked, assertions.values(), crd);
    checkCoverages(asked, version);
    const { questionnaires, adoptions } = inForce.knowledge;
    const spoken = new Set(crd.payers.map(({ id }) => id));
    const known = new Set([...assertions.values()].flatMap(({ order, isOfCoverage }) => (isOfCoverage ? [order] : [])));
    const open = asked.questionnaires.length > 0 ? [] : asked.orders.filter((order) => !known.has(order));
    const day = callDay(context.arrived, site.timeZone);
    const isGone = () => response.closed;
    const source = {
      wanted: await recordsWanted(open, asked.coverages, { rules: inForce, site, crd, day, isGone }),
      questionnaires,
      adoptions: adoptions.filter(({ payer }) => spoken.has(payer)),
      assertions,
      version,
      today: day.today,
      newUuid,
    };
    return fhirJsonAnswer(packageForms(asked, source));
  };
  return Router({ caseSensitive: true }).all(
    // Some clients encode the sign of an operation.
    ['$', '%24'].map((sign) => `{/sites/:siteId}/fhir/Questionnaire/${sign}questionnaire-package`),
    respond('questionnaire-package', handler),
  );
}
