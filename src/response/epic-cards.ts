import type { Action, Card, Suggestion } from '../hooks/card.ts';
import { epicTopic } from '../policies/card-template.ts';

const removedBy = (action: Action) => (action.type === 'delete' ? action.resourceId : undefined);

/**
 * One suggestion for each action. A removal that is offered already is left out: "this instead of that" becomes "remove
 * that" beside "add this". A part is labelled with what it does, since the label spoke of the whole.
 */
function singly(suggestions: readonly Suggestion[], newUuid: () => string): readonly Suggestion[] {
  const isWhole = ({ actions }: Suggestion) => actions.length === 1;
  const removed = new Set(
    suggestions.filter(isWhole).flatMap(({ actions }) => actions.map((action) => removedBy(action))),
  );
  const isNew = (action: Action) => {
    const reference = removedBy(action);
    if (reference === undefined) return true;
    const isFirst = !removed.has(reference);
    removed.add(reference);
    return isFirst;
  };
  return suggestions.flatMap((suggestion) =>
    isWhole(suggestion)
      ? [suggestion]
      : suggestion.actions
          .filter(isNew)
          .map((action) => ({ label: action.description, uuid: newUuid(), actions: [action] })),
  );
}

/**
 * A card as Epic shows it (Epic on FHIR, CDS Hooks, Card Attributes): selectionBehavior `any`, one action for each
 * suggestion, and a topic of its own for each finding. Epic holds back every card of a topic that a clinician has
 * acknowledged: with one topic for all of a policy, waving off the advice on documentation would hide the warning later.
 */
export function forEpic(card: Card, actionId: string, newUuid: () => string): Card {
  const { source, suggestions } = card;
  const code = epicTopic(source.topic.code, actionId);
  return {
    ...card,
    source: { ...source, topic: { ...source.topic, code } },
    ...(suggestions ? { suggestions: singly(suggestions, newUuid), selectionBehavior: 'any' } : {}),
  };
}
