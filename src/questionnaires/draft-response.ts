import type { CrdVersion } from '../hooks/crd-request.ts';
import { referenceTo } from '../hooks/reference.ts';
import { asObject, asText, type JsonObject } from '../json.ts';
import { COVERAGE_INFORMATION } from '../response/coverage-information.ts';
import { canonicalOf } from './check.ts';
import type { Questionnaire, QuestionnaireItem } from './questionnaire-shape.ts';

const DTR = 'http://hl7.org/fhir/us/davinci-dtr/StructureDefinition/';
const CRD = 'http://hl7.org/fhir/us/davinci-crd/CodeSystem/';
/** System of the identifier by which a response names the assertion that it answers. */
const ASSERTION_ID = 'https://spine-coverage-cds.example/coverage-assertion-id';

/** An assertion as a response names it. */
export interface NamedAssertion {
  readonly id: string;
  /** Parts of coverage-information, but for the Coverage. */
  readonly parts: readonly JsonObject[];
}

/** A form, and what it is to be filled in for. */
export interface FormUse {
  readonly questionnaire: Questionnaire;
  readonly coverages: readonly JsonObject[];
  readonly orders: readonly JsonObject[];
  readonly assertions: readonly NamedAssertion[];
  /** Codes of CRD's DocReason, at least one. */
  readonly purposes: readonly string[];
}

/** The questions without answers: before 2.2 a response must have items. */
function unanswered(items: readonly QuestionnaireItem[]): readonly JsonObject[] {
  return items
    .filter(({ type }) => type !== 'display')
    .map(({ linkId, text, item }) => ({ linkId, text, ...(item ? { item: unanswered(item) } : {}) }));
}

/** The patient, as the order names it, else the Coverage. */
function subjectOf({ orders, coverages }: FormUse): JsonObject | undefined {
  const references = [...orders.map(({ subject }) => subject), ...coverages.map(({ beneficiary }) => beneficiary)];
  const reference = references.map((one) => asText(asObject(one)?.['reference'])).find((text) => text !== undefined);
  return reference === undefined ? undefined : { reference };
}

/** Coverage and order stand in one extension before 2.2, in two from there on. */
function contextsOf({ coverages, orders }: FormUse, version: CrdVersion): readonly JsonObject[] {
  const under = (url: string) => (resource: JsonObject) => ({
    url: `${DTR}${url}`,
    valueReference: { reference: referenceTo(resource) },
  });
  return [
    ...coverages.map(under(version === '2.2' ? 'qr-coverage' : 'qr-context')),
    ...orders.map(under('qr-context')),
  ];
}

function assertionsOf({ assertions, coverages: [coverage] }: FormUse, version: CrdVersion): readonly JsonObject[] {
  // The profile of 2.0.1 does not know it.
  if (version === '2.0' || !coverage) return [];
  return assertions.map(({ parts }) => ({
    url: COVERAGE_INFORMATION,
    extension: [{ url: 'coverage', valueReference: { reference: referenceTo(coverage) } }, ...parts],
  }));
}

/**
 * The draft that goes with a form (DTR Questionnaire Response profile of the version): for whom, under which Coverage, for which
 * orders and for what it is, without answers. The identifier is the assertion's id, since clients lose extensions.
 */
export function draftResponse(use: FormUse, version: CrdVersion, id: string): JsonObject {
  const { questionnaire, purposes, assertions } = use;
  const [first] = assertions;
  const system = `${CRD}${version === '2.2' ? 'coverage-information-codes' : 'temp'}`;
  const intendedUses = purposes.map((code) => ({
    url: `${DTR}intendedUse`,
    valueCodeableConcept: { coding: [{ system, code }] },
  }));
  const subject = subjectOf(use);
  return {
    resourceType: 'QuestionnaireResponse',
    id,
    meta: { profile: [`${DTR}dtr-questionnaireresponse`] },
    extension: [...contextsOf(use, version), ...intendedUses, ...assertionsOf(use, version)],
    ...(first ? { identifier: { system: ASSERTION_ID, value: first.id } } : {}),
    questionnaire: canonicalOf(questionnaire),
    status: 'in-progress',
    ...(subject ? { subject } : {}),
    ...(version === '2.2' ? {} : { item: unanswered(questionnaire.item) }),
  };
}
