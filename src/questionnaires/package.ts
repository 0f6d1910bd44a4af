import { dayAt } from '../calendar.ts';
import type { CrdVersion } from '../hooks/crd-request.ts';
import type { JsonObject } from '../json.ts';
import type { Adoption } from '../policies/adoption.ts';
import type { Determination } from '../response/determination.ts';
import { canonicalOf } from './check.ts';
import { draftResponse, type FormUse, type NamedAssertion } from './draft-response.ts';
import type { PackageRequest } from './package-request.ts';
import type { Questionnaire } from './questionnaire-shape.ts';

/** An assertion that was found for a coverage-assertion-id of a request. */
export interface FoundAssertion extends NamedAssertion {
  readonly version: string;
  /** True if it was made for one of the Coverages of the request. */
  readonly isOfCoverage: boolean;
  /** The order of the request that it was made for; undefined if that is none of them. */
  readonly order: JsonObject | undefined;
}

/** Data for packages. */
interface PackageSource {
  readonly questionnaires: readonly Questionnaire[];
  /** Adoptions of the payers that the site speaks for. */
  readonly adoptions: readonly Adoption[];
  /** Determinations for orders without an assertion. */
  readonly wanted: ReadonlyMap<JsonObject, Pick<Determination, 'questionnaire' | 'docPurpose'>>;
  /** By coverage-assertion-id; ids that are no assertion's are left out. */
  readonly assertions: ReadonlyMap<string, FoundAssertion>;
  readonly version: CrdVersion;
  /** YYYY-MM-DD. */
  readonly today: string;
  readonly newUuid: () => string;
}

/** Something that a client should know although it gets an answer. */
interface Remark {
  readonly severity: 'warning' | 'information';
  readonly code: 'not-found' | 'informational' | 'business-rule';
  readonly text: string;
  /** The element of the request that it is about. */
  readonly element?: string;
}
const warning = (code: Remark['code'], text: string): Remark => ({ severity: 'warning', code, text });

const codesIn = ({ parts }: NamedAssertion, name: string) =>
  parts.flatMap(({ url, valueCode, valueCanonical }) => (url === name ? [String(valueCode ?? valueCanonical)] : []));

const isFormInForce = ({ status, effectivePeriod: { start, end } }: Questionnaire, today: string) =>
  status === 'active' && start <= today && (end === undefined || end >= today);

/** The version that a canonical names, else the newest that is in force, else the newest. */
function formOf(
  canonical: string,
  { questionnaires, today }: Pick<PackageSource, 'questionnaires' | 'today'>,
): Questionnaire | undefined {
  const versions = questionnaires.filter((one) => one.url === canonical || canonicalOf(one) === canonical);
  const newestFirst = versions.toSorted(
    (a, b) => b.date.localeCompare(a.date) || b.version.localeCompare(a.version, 'en', { numeric: true }),
  );
  return newestFirst.find((one) => isFormInForce(one, today)) ?? newestFirst[0];
}

/** For what a form is asked for that no assertion names: as its adoptions say. */
function purposesOf(canonical: string, adoptions: readonly Adoption[]): readonly string[] {
  const statements = adoptions.flatMap(({ statements }) => [...statements.values()]);
  const purposes = statements
    .filter(({ questionnaire = [] }) => questionnaire.includes(canonical))
    .flatMap(({ docPurpose = [] }) => docPurpose);
  return purposes.length > 0 ? [...new Set(purposes)] : ['retain-doc'];
}

/** The assertions that a request is about, each once, and what is to be said of the others. */
function assertionsFor({ context, orders, assertionIds }: PackageRequest, found: PackageSource['assertions']) {
  const remarks: Remark[] = [];
  const assertions = assertionIds.flatMap((id) => {
    const assertion = found.get(id);
    if (!assertion) {
      if (id === context) remarks.push(warning('not-found', 'The context is no coverage-assertion-id of this server'));
      return [];
    }
    if (assertion.isOfCoverage && (orders.length === 0 || assertion.order)) return [assertion];
    const origin = id === context ? 'The context' : 'The coverage-assertion-id of an order';
    const other = assertion.isOfCoverage ? 'order' : 'Coverage';
    remarks.push(warning('business-rule', `${origin} was given for another ${other} than those sent`));
    return [];
  });
  return { assertions, remarks };
}

/** The forms that assertions name, and what is to be said where one names none (DTR oper-8). */
function formsAsserted(assertions: readonly FoundAssertion[], request: PackageRequest, source: PackageSource) {
  const remarks: Remark[] = [];
  const uses = assertions.flatMap((assertion): readonly FormUse[] => {
    const canonicals = codesIn(assertion, 'questionnaire');
    if (canonicals.length === 0) {
      const isAsked = codesIn(assertion, 'doc-needed').length > 0;
      remarks.push(
        isAsked
          ? warning(
              'not-found',
              'There is no form for the records that the plan asks for: keep them as its reason says, or ask the contact it names',
            )
          : { severity: 'information', code: 'informational', text: 'The plan asks for no records for this order' },
      );
    }
    return canonicals.flatMap((canonical) => {
      const questionnaire = formOf(canonical, source);
      if (!questionnaire) remarks.push(warning('not-found', `The questionnaire ${canonical} is no longer here`));
      const orders = assertion.order ? [assertion.order] : [];
      const purposes = codesIn(assertion, 'doc-purpose');
      const use = {
        coverages: request.coverages,
        orders,
        assertions: [assertion],
        purposes: purposes.length > 0 ? purposes : purposesOf(canonical, source.adoptions),
      };
      return questionnaire ? [{ questionnaire, ...use }] : [];
    });
  });
  return { uses, remarks };
}

/** The forms for orders that were judged just now: nothing was asserted, so there is nothing to tie them to. */
function formsWanted({ coverages }: PackageRequest, source: PackageSource): readonly FormUse[] {
  return [...source.wanted].flatMap(([order, { questionnaire = [], docPurpose }]) =>
    questionnaire.flatMap((canonical) => {
      const form = formOf(canonical, source);
      const purposes = docPurpose ?? purposesOf(canonical, source.adoptions);
      return form ? [{ questionnaire: form, coverages, orders: [order], assertions: [], purposes }] : [];
    }),
  );
}

/** The forms that a request names itself. */
function formsNamed({ questionnaires, coverages, orders }: PackageRequest, source: PackageSource) {
  const remarks: Remark[] = [];
  const uses = questionnaires.flatMap(({ value, element }): readonly FormUse[] => {
    const questionnaire = formOf(value, source);
    if (!questionnaire) {
      remarks.push({ ...warning('not-found', 'There is no such questionnaire'), element });
      return [];
    }
    const purposes = purposesOf(canonicalOf(questionnaire), source.adoptions);
    return [{ questionnaire, coverages, orders, assertions: [], purposes }];
  });
  return { uses, remarks };
}

/** Uses of one form as one: it is returned once (DTR §Questionnaire package). An assertion knows more than a bare name. */
function mergeUses(uses: readonly FormUse[]): readonly FormUse[] {
  const byForm = Map.groupBy(uses, ({ questionnaire }) => canonicalOf(questionnaire));
  return [...byForm.values()].flatMap((theirs) => {
    const [first] = theirs;
    const asserted = theirs.filter(({ assertions }) => assertions.length > 0);
    const told = asserted.length > 0 ? asserted : theirs;
    return first
      ? [
          {
            ...first,
            orders: [...new Set(told.flatMap(({ orders }) => orders))],
            assertions: told.flatMap(({ assertions }) => assertions),
            purposes: [...new Set(told.flatMap(({ purposes }) => purposes))],
          },
        ]
      : [];
  });
}

/** Names of the output parameters, by the profile of the version. */
function namesFor(version: CrdVersion) {
  return version === '2.2'
    ? { bundle: 'packagebundle', outcome: 'outcome' }
    : { bundle: 'PackageBundle', outcome: 'operationOutcome' };
}

function bundleOf(use: FormUse, { version, newUuid }: PackageSource): JsonObject {
  const id = newUuid();
  return {
    resourceType: 'Bundle',
    type: 'collection',
    entry: [
      { fullUrl: use.questionnaire.url, resource: use.questionnaire },
      { fullUrl: `urn:uuid:${id}`, resource: draftResponse(use, version, id) },
    ],
  };
}

function remarksAsOutcome(remarks: readonly Remark[]): JsonObject {
  const issue = remarks.map(({ severity, code, text, element }) => ({
    severity,
    code,
    details: { text },
    ...(element === undefined ? {} : { expression: [element] }),
  }));
  return { resourceType: 'OperationOutcome', issue };
}

/** The answer to `$questionnaire-package` as the client's version of DTR has it: a Bundle for each form, and what is to be said. */
export function packageForms(request: PackageRequest, source: PackageSource): JsonObject {
  const { changedSince } = request;
  const subject = assertionsFor(request, source.assertions);
  const asserted = formsAsserted(subject.assertions, request, source);
  const named = formsNamed(request, source);
  const all = mergeUses([...asserted.uses, ...formsWanted(request, source), ...named.uses]);
  // A questionnaire has the day on which it was changed (UTC), and no hour.
  const since = changedSince === undefined ? '' : dayAt(Date.parse(changedSince));
  const uses = all.filter(({ questionnaire }) => questionnaire.date >= since);
  const remarks = [...subject.remarks, ...asserted.remarks, ...named.remarks];
  if (uses.length < all.length)
    remarks.push({
      severity: 'information',
      code: 'informational',
      text: 'Questionnaires that have not changed since are left out',
    });
  if (all.length === 0 && remarks.length === 0)
    remarks.push(
      warning(
        'not-found',
        'No policy of the plan wants a form for these orders, as far as it can be told without the chart',
      ),
    );
  const names = namesFor(source.version);
  return {
    resourceType: 'Parameters',
    parameter: [
      ...uses.map((use) => ({ name: names.bundle, resource: bundleOf(use, source) })),
      ...(remarks.length > 0 ? [{ name: names.outcome, resource: remarksAsOutcome(remarks) }] : []),
    ],
  };
}
