import { isAfter } from '../calendar.ts';
import { endsAfter, isOver } from '../decision/current-conditions.ts';
import { asObject, asText, type JsonObject } from '../json.ts';

/*
 * An export says how things stand today. These functions say how they stood on an earlier day (YYYY-MM-DD), as far as dates
 * tell: what no date speaks of counts as it stands.
 */

/** The order as it was when it was placed: what has become of it since, nobody knew. One entered in error never was one. */
export function orderWhenPlaced(order: JsonObject): JsonObject {
  const { status } = order;
  return status === 'entered-in-error' || status === 'draft' ? order : { ...order, status: 'draft' };
}

/** Dates of a Condition before which nobody knew of it, in R4 and earlier versions. */
const KNOWN_SINCE = ['recordedDate', 'assertedDate', 'dateRecorded', 'onsetDateTime'];
const ABATEMENTS = ['abatementDateTime', 'abatementPeriod'];

/** A Condition that has ended since, as it was before. */
function reopened(condition: JsonObject): JsonObject {
  const members = Object.entries(condition).filter(([name]) => !ABATEMENTS.includes(name));
  const status = isOver(condition['clinicalStatus']) ? { clinicalStatus: { coding: [{ code: 'active' }] } } : {};
  return { ...Object.fromEntries(members), ...status };
}

/** The Condition as it was known on a day; undefined if it was recorded or began later. */
function conditionOn(condition: JsonObject, day: string): JsonObject | undefined {
  if (KNOWN_SINCE.some((name) => isAfter(condition[name], day))) return undefined;
  if (isAfter(asObject(condition['onsetPeriod'])?.['start'], day)) return undefined;
  return endsAfter(condition, day) ? reopened(condition) : condition;
}

/** The Coverage as it was on a day: one that was cancelled when its period ended was active before. */
function coverageOn(coverage: JsonObject, day: string): JsonObject {
  const { start, end } = asObject(coverage['period']) ?? {};
  const lastDay = asText(end)?.slice(0, day.length);
  const wasActive = lastDay !== undefined && lastDay >= day.slice(0, lastDay.length) && !isAfter(start, day);
  return coverage['status'] === 'cancelled' && wasActive ? { ...coverage, status: 'active' } : coverage;
}

/** A resource of a chart as it was on a day; undefined if it was not there. */
export function resourceOn(resource: JsonObject, day: string): JsonObject | undefined {
  if (resource['resourceType'] === 'Condition') return conditionOn(resource, day);
  return resource['resourceType'] === 'Coverage' ? coverageOn(resource, day) : resource;
}
