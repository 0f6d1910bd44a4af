import type { CrdVersion } from '../hooks/crd-request.ts';
import { type JsonObject, objectsIn } from '../json.ts';
import type { Determination, Reason } from './determination.ts';

/** The extension by which a payer's assertion stands in an order (CRD §Coverage Information). */
export const COVERAGE_INFORMATION = 'http://hl7.org/fhir/us/davinci-crd/StructureDefinition/ext-coverage-information';
const CODES = 'http://hl7.org/fhir/us/davinci-crd/CodeSystem/temp';
const DETAILS = 'http://terminology.hl7.org/CodeSystem/crd-coverage-detail';

/** An assertion as it goes out: for which version, of which Coverage, when, and by which id it is found again. */
interface AssertionFrame {
  readonly version: CrdVersion;
  /** `Coverage/<id>`. */
  readonly coverage: string;
  /** YYYY-MM-DD. */
  readonly today: string;
  readonly assertionId: string;
}

/** An extension with parts of its own. */
export interface ComplexExtension {
  readonly url: string;
  readonly extension: readonly JsonObject[];
}

/** The parts of a complex extension that have the URL. */
export function partsOf(extension: JsonObject, url: string): readonly JsonObject[] {
  return objectsIn(extension['extension']).filter((part) => part['url'] === url);
}

/** Codes of a reason that a version has; what it has not, it says in words alone. */
const REASON_CODES: Readonly<Record<CrdVersion, readonly Reason['code'][]>> = {
  '2.0': ['detail-code'],
  '2.1': ['detail-code'],
  '2.2': ['no-member-found', 'no-active-coverage', 'coverage-not-found', 'technical'],
};

/** The same in the terms of an older version: no `indeterminate`, no `detail-code` among what is needed. */
function inOlderTerms(determination: Determination): Determination {
  if (determination.covered === 'indeterminate')
    return { ...determination, covered: 'conditional', paNeeded: 'conditional', infoNeeded: ['OTH'] };
  const infoNeeded = determination.infoNeeded?.map((code) => (code === 'detail-code' ? 'OTH' : code));
  return infoNeeded ? { ...determination, infoNeeded: [...new Set(infoNeeded)] } : determination;
}

/** 2.0 has one `doc-needed`, which can say `both`, and none for what the patient is to fill in. */
function docNeededFor({ docNeeded = [] }: Determination, version: CrdVersion): readonly string[] {
  if (version !== '2.0') return docNeeded;
  const known = docNeeded.filter((code) => code !== 'patient');
  return known.length > 1 ? ['both'] : known;
}

/**
 * With not-covered, 2.1 and 2.2 forbid `pa-needed`. Rule crd-ci-q2 as 2.0.1 published it lacks an exists() and is not
 * true without one, so that a 2.0 client is told what is true as well: that no authorization is needed.
 */
function paNeededFor({ covered, paNeeded }: Determination, version: CrdVersion): string | undefined {
  return covered === 'not-covered' && version === '2.0' ? 'no-auth' : paNeeded;
}

const codePart = (url: string, valueCode: string | undefined) => (valueCode === undefined ? [] : [{ url, valueCode }]);
const codeParts = (url: string, values: readonly string[] = []) => values.flatMap((value) => codePart(url, value));

function reasonPart({ code: coded, text }: Reason, version: CrdVersion): JsonObject {
  const coding = REASON_CODES[version].includes(coded) ? { coding: [{ system: CODES, code: coded }] } : {};
  return { url: 'reason', valueCodeableConcept: { ...coding, text } };
}

/** The link to the policy's section; older versions have no category, which 2.2 demands. */
function policyLink({ section }: Determination, version: CrdVersion): readonly JsonObject[] {
  if (!section || version !== '2.2') return [];
  return [
    {
      url: 'detail',
      extension: [
        { url: 'category', valueCode: 'cat-other' },
        {
          url: 'code',
          valueCodeableConcept: { coding: [{ system: DETAILS, code: 'policy-link' }], text: section.label },
        },
        { url: 'value', valueUrl: section.url },
      ],
    },
  ];
}

/** The contact: a ContactDetail in 2.2, a ContactPoint for each of its addresses before. */
function contactParts({ contact }: Determination, version: CrdVersion): readonly JsonObject[] {
  if (!contact) return [];
  return version === '2.2'
    ? [{ url: 'contact', valueContactDetail: contact }]
    : contact.telecom.map((valueContactPoint) => ({ url: 'contact', valueContactPoint }));
}

/** Writes a determination as the extension coverage-information of the client's version. */
export function coverageInformation(
  determination: Determination,
  { version, coverage, today, assertionId }: AssertionFrame,
): ComplexExtension {
  const said = version === '2.2' ? determination : inOlderTerms(determination);
  const docNeeded = docNeededFor(said, version);
  const hasDocuments = docNeeded.length > 0;
  return {
    url: COVERAGE_INFORMATION,
    extension: [
      { url: 'coverage', valueReference: { reference: coverage } },
      ...codePart('covered', said.covered),
      ...codePart('pa-needed', paNeededFor(said, version)),
      ...codeParts('doc-needed', docNeeded),
      ...codeParts('doc-purpose', hasDocuments ? said.docPurpose : []),
      ...codeParts('info-needed', said.infoNeeded),
      ...(said.billingCodes ?? []).map((valueCoding) => ({ url: 'billingCode', valueCoding })),
      reasonPart(said.reason, version),
      ...policyLink(said, version),
      ...(hasDocuments ? (said.questionnaire ?? []) : []).map((valueCanonical) => ({
        url: 'questionnaire',
        valueCanonical,
      })),
      { url: 'date', valueDate: today },
      { url: 'coverage-assertion-id', valueString: assertionId },
      ...contactParts(said, version),
      ...(said.expires === undefined || version === '2.0' ? [] : [{ url: 'expiry-date', valueDate: said.expires }]),
    ],
  };
}
