import { stringify } from 'yaml';
import { standsIn } from '../matching/phrase.ts';
import { clausesOf } from '../matching/tokenize.ts';
import type { CaseOrder, PolicyCase } from './case.ts';
import type { LocatedCase } from './case-file.ts';
import { readCode } from './case-request.ts';
import type { Fault } from './fault.ts';
import type { Knowledge } from './knowledge.ts';
import type { Policy } from './policy.ts';

/** The orders of a case on one line. */
export function ordersText({ order, others = [] }: PolicyCase): string {
  return [order, ...others]
    .map((each) => stringify(each, { collectionStyle: 'flow', lineWidth: 0 }).trim())
    .join(' and ');
}

const textsOf = ({ text = '', note = '', detail = '', device = '', codes = [] }: CaseOrder) => [
  text,
  note,
  detail,
  device,
  ...codes.map((code) => readCode(code).display),
];

/** Faults of a policy whose cases do not reach an action, or hold no silent order for a look-alike of its names. */
export function gapsIn(
  versions: readonly Policy[],
  cases: readonly LocatedCase[],
  { namesOf }: Pick<Knowledge, 'namesOf'>,
  file: string,
): readonly Fault[] {
  const id = versions[0]?.id ?? '';
  const reached = new Set(cases.flatMap(({ row }) => row.expect));
  const silent = cases
    .filter(({ row }) => row.expect.every((card) => !card.startsWith(`${id}/`)))
    .flatMap(({ row }) => [row.order, ...(row.others ?? [])].flatMap(textsOf))
    .flatMap((text) => clausesOf(text));
  const actions = new Set(versions.flatMap((policy) => policy.actions.map((action) => action.id)));
  const systems = new Set(versions.flatMap(({ scope }) => scope.flatMap(({ nameSystems }) => nameSystems)));
  const untested = [...systems]
    .flatMap((system) => namesOf.get(system) ?? [])
    .filter(({ role }) => role === 'look-alike')
    .filter(({ phrases }) => !phrases.some((phrase) => silent.some((clause) => standsIn(phrase, clause))));
  return [
    ...[...actions]
      .filter((action) => !reached.has(`${id}/${action}`))
      .map((action) => `no case reaches action ${action}`),
    ...untested.map(({ display }) => `no case shows that the look-alike "${display}" brings no card of this policy`),
  ].map((reason) => ({ file, element: 'cases', reason }));
}

/** Cases that say which of several versions they mean neither by `at` nor by `authoredOn` change their answer with the calendar. */
export function undatedIn(versions: readonly Policy[], cases: readonly LocatedCase[]): readonly Fault[] {
  if (versions.filter(({ status }) => status !== 'retired').length < 2) return [];
  return cases
    .filter(({ row }) => row.at === undefined && row.order.authoredOn === undefined)
    .map(({ file, line, row }) => ({
      file: `${file}:${line}`,
      element: 'at',
      reason: `the policy has several versions, and "${row.name}" does not say which day it is about`,
    }));
}
