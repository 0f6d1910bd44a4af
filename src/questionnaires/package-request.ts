import { isDateTime } from '../calendar.ts';
import { type Problem, RequestError } from '../errors.ts';
import { asObject, asText, type JsonObject, objectsIn } from '../json.ts';
import { COVERAGE_INFORMATION, partsOf } from '../response/coverage-information.ts';

/** A value of a parameter, and its element. */
interface Located {
  readonly value: string;
  readonly element: string;
}

/** Input of `$questionnaire-package` (DTR §Questionnaire package), the same for all versions once it is read. */
export interface PackageRequest {
  /** At least one; each has an id. */
  readonly coverages: readonly JsonObject[];
  /** Each has an id. */
  readonly orders: readonly JsonObject[];
  /** Canonicals, with or without version, and where they stand. */
  readonly questionnaires: readonly Located[];
  /** The coverage-assertion-id of an earlier answer. */
  readonly context: string | undefined;
  /** The coverage-assertion-ids of context and orders, each once. */
  readonly assertionIds: readonly string[];
  /** A FHIR instant or dateTime. */
  readonly changedSince: string | undefined;
  /** Version of DTR that the client declares: by the profile of its Parameters, or by a parameter that only older ones have. */
  readonly version: string | undefined;
}

/** Most parameters of a name: each order and each questionnaire is looked up. */
const MOST = 50;
/** The parameter that went with 2.2. */
const OLDER = 'referenced';
const PROFILE = /\/dtr-qpackage-input-parameters\|(\d+\.\d+)/;

/** Parameters by name, each with its place. */
type Parameters = Map<string | undefined, { readonly parameter: JsonObject; readonly element: string }[]>;

/** The resources of a parameter; of one type, if it is named. */
function resourcesNamed(
  parameters: Parameters,
  name: string,
  problems: Problem[],
  wanted?: 'Coverage',
): readonly JsonObject[] {
  return (parameters.get(name) ?? []).flatMap(({ parameter, element }) => {
    const resource = asObject(parameter['resource']);
    const type = asText(resource?.['resourceType']);
    const isWanted = type !== undefined && (wanted === undefined || type === wanted);
    if (resource && isWanted && asText(resource['id']) !== undefined) return [resource];
    problems.push({ element: `${element}.resource`, text: `must be a ${wanted ?? 'resource'} with an id` });
    return [];
  });
}

function valuesOf(
  parameters: Parameters,
  name: string,
  members: readonly string[],
  problems: Problem[],
): readonly Located[] {
  return (parameters.get(name) ?? []).flatMap(({ parameter, element }) => {
    const value = members.map((member) => asText(parameter[member])).find((text) => text !== undefined);
    if (value !== undefined) return [{ value, element }];
    problems.push({ element, text: `must have ${members.join(' or ')}` });
    return [];
  });
}

/** Adds the problems that are the same in all versions. */
function checkAll(request: PackageRequest, problems: Problem[]): void {
  const { coverages, orders, questionnaires, context, changedSince, assertionIds } = request;
  const hasSubject = orders.length > 0 || questionnaires.length > 0 || context !== undefined;
  if (coverages.length === 0 && problems.length === 0)
    problems.push({ element: 'Parameters.parameter(coverage)', text: 'is required' });
  if (!hasSubject && problems.length === 0)
    problems.push({
      element: 'Parameters.parameter',
      text: 'must have an order, a questionnaire or a context (dtr-1)',
    });
  if (assertionIds.length > MOST)
    problems.push({ element: 'Parameters.parameter(order)', text: `must not name more than ${MOST} assertions` });
  if (changedSince !== undefined && !isDateTime(changedSince))
    problems.push({ element: 'Parameters.parameter(changedsince)', text: 'must be an instant' });
}

/** The coverage-assertion-ids that an order carries. */
export function assertionIdsIn(order: JsonObject): readonly string[] {
  return objectsIn(order['extension'])
    .filter(({ url }) => url === COVERAGE_INFORMATION)
    .flatMap((extension) =>
      partsOf(extension, 'coverage-assertion-id').flatMap(({ valueString }) => asText(valueString) ?? []),
    );
}

/** Reads the body of `$questionnaire-package`. Throws RequestError `invalid-parameters`, which names each element with a fault. */
export function readPackageRequest(body: unknown): PackageRequest {
  const resource = asObject(body);
  if (resource?.['resourceType'] !== 'Parameters')
    throw new RequestError('invalid-parameters', [{ element: 'resourceType', text: 'must be Parameters' }]);
  const problems: Problem[] = [];
  const listed = objectsIn(resource['parameter']).map((parameter, at) => ({
    parameter,
    element: `Parameters.parameter[${at}]`,
  }));
  const parameters: Parameters = Map.groupBy(listed, ({ parameter }) => asText(parameter['name']));
  for (const theirs of parameters.values())
    if (theirs.length > MOST)
      throw new RequestError('invalid-parameters', [
        { element: 'Parameters.parameter', text: `must not have more than ${MOST} of a name` },
      ]);
  const profiles = asObject(resource['meta'])?.['profile'];
  const [, named] = PROFILE.exec(Array.isArray(profiles) ? profiles.join(' ') : '') ?? [];
  const orders = resourcesNamed(parameters, 'order', problems);
  const context = valuesOf(parameters, 'context', ['valueString'], problems)[0]?.value;
  const request: PackageRequest = {
    coverages: resourcesNamed(parameters, 'coverage', problems, 'Coverage'),
    orders,
    context,
    assertionIds: [...new Set([...(context === undefined ? [] : [context]), ...orders.flatMap(assertionIdsIn)])],
    questionnaires: valuesOf(parameters, 'questionnaire', ['valueCanonical', 'valueUri'], problems),
    changedSince: valuesOf(parameters, 'changedsince', ['valueInstant', 'valueDateTime'], problems)[0]?.value,
    version: named ?? (parameters.has(OLDER) ? '2.0' : undefined),
  };
  for (const name of ['context', 'changedsince'])
    if ((parameters.get(name)?.length ?? 0) > 1)
      problems.push({ element: `Parameters.parameter(${name})`, text: 'must be there once at most' });
  checkAll(request, problems);
  if (problems.length > 0) throw new RequestError('invalid-parameters', problems);
  return request;
}
