import { describe, expect, it } from 'vitest';
import type { Action, Card, Suggestion } from '../../src/hooks/card.ts';
import { forEpic } from '../../src/response/epic-cards.ts';
import { answerer } from '../support/answer.ts';
import { callOf, changed } from '../support/call.ts';
import { knowledge, newUuid } from '../support/knowledge.ts';

const epic = answerer(knowledge, 'epic');
const actionsOf = ({ suggestions = [] }: Card) => suggestions.flatMap(({ actions }) => actions);
const device = { type: 'DeviceRequest' as const, text: 'LTX 3000' };
const pain = 'icd-10-cm M54.50 Low back pain';

describe('a suggestion of two actions', () => {
  it('adds, where another one removes', async () => {
    const [card] = (await epic(callOf({ order: device, conditions: [pain] }))).cards;
    expect(card?.suggestions).toEqual([
      expect.objectContaining({
        label: 'Remove this order',
        actions: [{ type: 'delete', description: 'Remove the order: LTX 3000', resourceId: 'DeviceRequest/order-1' }],
      }),
      expect.objectContaining({
        label: 'Add a physical therapy evaluation for the spine',
        actions: [expect.objectContaining({ type: 'create' })],
      }),
    ]);
  });

  const removal = (description: string): Action => ({ type: 'delete', description, resourceId: 'ServiceRequest/1' });
  const creation = (description: string): Action => ({ type: 'create', description, resource: {} });
  const suggestion = (label: string, ...actions: readonly Action[]): Suggestion => ({ label, uuid: label, actions });
  const cardWith = (suggestions: readonly Suggestion[]): Card => ({
    uuid: 'card',
    summary: 'A card.',
    indicator: 'info',
    source: { label: 'Source', topic: { system: 'https://example.org', code: 'topic' } },
    suggestions,
    selectionBehavior: 'at-most-one',
  });

  it.each<readonly [rule: string, suggestions: readonly Suggestion[], labels: readonly string[]]>([
    ['becomes two', [suggestion('Instead', removal('Remove'), creation('Add'))], ['Remove', 'Add']],
    [
      'leaves the removal to a suggestion that only removes, also after it',
      [suggestion('Instead', removal('Remove'), creation('Add')), suggestion('Only remove', removal('Out'))],
      ['Add', 'Only remove'],
    ],
    [
      'removes once',
      [
        suggestion('This instead', removal('Remove'), creation('Add this')),
        suggestion('That instead', removal('Remove'), creation('Add that')),
      ],
      ['Remove', 'Add this', 'Add that'],
    ],
  ])('%s', (_rule, suggestions, labels) => {
    const shaped = forEpic(cardWith(suggestions), 'finding', newUuid).suggestions ?? [];
    expect(shaped.map(({ label }) => label)).toEqual(labels);
    expect(new Set(shaped.map(({ uuid }) => uuid)).size).toBe(labels.length);
  });

  it('has a topic that ends with the finding, however long the two are', () => {
    const { topic } = forEpic(cardWith([]), `${'a-'.repeat(120)}end`, newUuid).source;
    expect(topic).toEqual({ system: 'https://example.org', code: expect.stringMatching(/^[a-z]{97}end$/) });
  });
});

describe('a card without suggestions', () => {
  it('gets none, and no selectionBehavior', async () => {
    const [card] = (await epic(callOf())).cards;
    expect(card).toMatchObject({ source: { topic: { code: 'mechanicaltractiondocumentation' } } });
    expect(card).not.toHaveProperty('suggestions');
    expect(card).not.toHaveProperty('selectionBehavior');
  });

  it('may have lost them with the id of the order', async () => {
    const body = changed(callOf({ order: device }), 'context.draftOrders.entry', [
      { resource: { resourceType: 'DeviceRequest', codeCodeableConcept: { text: 'LTX 3000' } } },
    ]);
    const [card] = (await epic(body)).cards;
    expect(card && actionsOf(card)).toEqual([]);
    expect(card).not.toHaveProperty('selectionBehavior');
  });
});
