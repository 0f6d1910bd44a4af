import { stringify } from 'yaml';
import { type AnsweredCall, answerCall, type Ports } from '../answer/answer-call.ts';
import { explain } from '../decision/explain.ts';
import { hookOf } from '../hooks/hooks.ts';
import type { JsonObject } from '../json.ts';
import { standsIn } from '../matching/phrase.ts';
import { clausesOf } from '../matching/tokenize.ts';
import { OPEN_SITE } from '../sites/site.ts';
import type { CaseOrder, PolicyCase } from './case.ts';
import type { LocatedCase } from './case-file.ts';
import { type AddressOf, readCode, requestOfCase } from './case-request.ts';
import type { Fault } from './fault.ts';
import type { Knowledge } from './knowledge.ts';
import type { Policy } from './policy.ts';

/** Answers the request of a case as the server would, on a day (YYYY-MM-DD); undefined means today. */
export type AnswerCase = (body: JsonObject, day: string | undefined) => Promise<AnsweredCall>;

/** Answers cases as a site that has nothing set is answered, from prefetch alone. */
export function caseAnswerer(ports: Ports): AnswerCase {
  return (body, day) => {
    const now = day === undefined ? ports.now : () => Date.parse(day);
    return answerCall({ body, hook: hookOf(body), site: OPEN_SITE }, { ...ports, now });
  };
}

/** Result of a case. */
export interface CaseResult {
  readonly of: LocatedCase;
  /** `policy/action` of every card. */
  readonly got: readonly string[];
  /** Failed expectations; empty if the case passes. */
  readonly problems: readonly string[];
  /** Explanation of the answer. */
  readonly why: string;
}

/** `policy/action` of every card of an answer. */
export function spokenBy({ decisions }: Pick<AnsweredCall, 'decisions'>): readonly string[] {
  return decisions.flatMap(({ policy, outcome }) =>
    outcome.kind === 'applies' ? [`${policy.id}/${outcome.action.id}`] : [],
  );
}

/** The ids of cards in words, in one order. */
export const cardsText = (cards: readonly string[]) => (cards.length === 0 ? 'no card' : cards.toSorted().join(', '));

/** Compares an answer with its case: the cards, and the words in them. */
function failedExpectations({ expect, mentions = [], never = [] }: PolicyCase, got: readonly string[], cards: string) {
  const words = cards.toLowerCase();
  const isAsExpected = cardsText(got) === cardsText(expect);
  return [
    ...(isAsExpected ? [] : [`expected ${cardsText(expect)}, got ${cardsText(got)}`]),
    ...mentions.filter((phrase) => !words.includes(phrase.toLowerCase())).map((phrase) => `no card says "${phrase}"`),
    ...never.filter((phrase) => words.includes(phrase.toLowerCase())).map((phrase) => `a card says "${phrase}"`),
  ];
}

/** Runs one case. Rejects with RequestError if its request cannot be answered at all. */
export async function runCase(of: LocatedCase, addressOf: AddressOf, answer: AnswerCase): Promise<CaseResult> {
  const answered = await answer(requestOfCase(of.row, addressOf), of.row.at);
  const { screening, facts, decisions } = answered;
  const got = spokenBy(answered);
  const problems = failedExpectations(of.row, got, JSON.stringify(answered.answer.cards));
  return { of, got, problems, why: problems.length === 0 ? '' : explain({ screening, facts, decisions }) };
}

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
