import type { FactDefinition, MissingReason } from '../decision/facts.ts';
import { asObject, asText, type JsonObject, objectsIn } from '../json.ts';

/** Parameters of every search that leave matches out (FHIR R4 §3.1.1, parameters for all resources). */
const FOR_ALL_TYPES = ['_id', '_lastUpdated', '_text', '_content', '_filter', 'identifier'];

/** The parameters of the search that a Bundle answers, as the server tells it: its self link (FHIR R4 §3.1.1). */
function parametersTold(bundle: JsonObject | undefined): URLSearchParams {
  const self = objectsIn(bundle?.['link']).find(({ relation }) => relation === 'self');
  const url = asText(self?.['url']) ?? '';
  return new URLSearchParams(url.includes('?') ? url.slice(url.indexOf('?') + 1) : '');
}

/** The values of a parameter, without the systems or types before them. */
const valuesOf = (value: string) =>
  value.split(',').map((each) => each.slice(Math.max(each.lastIndexOf('|'), each.lastIndexOf('/')) + 1));

/** True if a parameter leaves out what the fact needs. With `:not` it takes some away, and what is asked for may be left. */
function leavesOut(name: string, value: string, { mustHold = {}, narrowedBy = [] }: FactDefinition): boolean {
  const [parameter = '', modifier] = name.split(':');
  if (value === '' || modifier === 'not') return false;
  const needed = mustHold[parameter];
  if (needed !== undefined) return !valuesOf(value).some((each) => needed.includes(each));
  return narrowedBy.includes(parameter) || FOR_ALL_TYPES.includes(parameter);
}

/** True if the search was for another patient. */
function isForAnother(parameters: URLSearchParams, patientId: string): boolean {
  const named = [...parameters].filter(([name]) => /^(?:patient|subject|beneficiary)(?::Patient)?$/.test(name));
  return named.length > 0 && named.every(([, value]) => value !== '' && !valuesOf(value).includes(patientId));
}

const isSubset = (bundle: JsonObject | undefined) =>
  objectsIn(asObject(bundle?.['meta'])?.['tag']).some(({ code }) => code === 'SUBSETTED');

/**
 * Returns the reason why the answer to a search is not all that the fact asks for, if the answer says so itself: it is tagged as cut,
 * or its self link is of a narrower search, as from a client with templates of its own, or of another patient. The last counts only
 * if `isEmpty`: the answer holds nothing about this patient.
 */
export function whyNarrow(
  value: unknown,
  definition: FactDefinition,
  patientId: string,
  isEmpty: boolean,
): MissingReason | undefined {
  const bundle = asObject(value);
  if (isSubset(bundle)) return 'cut-short';
  const parameters = parametersTold(bundle);
  if (isEmpty && isForAnother(parameters, patientId)) return 'another-patient';
  return [...parameters].some(([name, each]) => leavesOut(name, each, definition)) ? 'narrow-search' : undefined;
}
