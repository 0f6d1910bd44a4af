import type { AnsweredCall } from '../answer/answer-call.ts';
import type { Decision } from '../decision/decide.ts';
import { textWithoutUuids } from '../hooks/card.ts';
import type { JsonObject } from '../json.ts';

function findingIn({ policy, outcome }: Decision): readonly string[] {
  switch (outcome.kind) {
    case 'applies':
      return [`${policy.id}/${outcome.action.id}`];
    case 'suppressed':
      return [`${policy.id}/${outcome.action.id}, not shown`];
    case 'unknown':
      return [`${policy.id}, unknown`];
    case 'not-applicable':
      return [];
  }
}

const findingsOn = (order: JsonObject, { decisions }: AnsweredCall) =>
  decisions
    .filter((decision) => decision.order.resource === order)
    .flatMap(findingIn)
    .toSorted()
    .join(' and ');

const wordsOn = (order: JsonObject, { cards }: AnsweredCall) =>
  textWithoutUuids(cards.filter(({ decision }) => decision.order.resource === order).map(({ card }) => card));

/**
 * Compares two answers to one call about an order. Returns the difference, such as `policy/action => no card`, or undefined if
 * there is none.
 */
export function changeOf(order: JsonObject, answered: AnsweredCall, other: AnsweredCall): string | undefined {
  const [here, there] = [findingsOn(order, answered), findingsOn(order, other)];
  if (here !== there) return `${here || 'no card'} => ${there || 'no card'}`;
  return wordsOn(order, answered) === wordsOn(order, other) ? undefined : `${here} => the same, in other words`;
}
