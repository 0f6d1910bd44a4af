import { explain } from '../decision/explain.ts';
import { hookOf } from '../hooks/hooks.ts';
import type { JsonObject } from '../json.ts';
import type { PolicyCase } from '../policies/case.ts';
import type { LocatedCase } from '../policies/case-file.ts';
import { type AddressOf, requestOfCase } from '../policies/case-request.ts';
import { OPEN_SITE } from '../sites/site.ts';
import { type AnsweredCall, answerCall, type Ports } from './answer-call.ts';

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
